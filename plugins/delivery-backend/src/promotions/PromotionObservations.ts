import {
  ApprovalPolicy,
  DeploymentCheck,
  Freeze,
  GateResult,
  Health,
  Hold,
  Release,
  Sync,
} from '@fairway/backstage-plugin-delivery-common';
import { VerificationConfig } from '../pipelines/pipelineConfig';
import { StoredApproval } from './StoredPromotion';

/** What runs in the environment, as far as the decision needs it. */
export interface DeploymentFacts {
  digest?: string;
  desiredDigest?: string;
  health: Health;
  sync: Sync;
  message?: string;
  revision?: string;
  /** True if the applied revision contains the written commit; undefined if no source knows the revision. */
  revisionHasCommit: boolean | undefined;
  since?: string;
  healthSince?: string;
  /** Each check with whether it is about the written commit or the release's digest. */
  checks: (DeploymentCheck & { ofThis: boolean })[];
}

/** `unknown` is neither good nor bad news: a source is stale, denied or unreachable, or nothing was ever seen. */
export type DeploymentKnowledge =
  | { known: true; deployment: DeploymentFacts }
  | { known: false; because: string };

/** Everything outside the promotion that its next step depends on. */
export interface PromotionObservations {
  release: Release | undefined;
  gates: GateResult[];
  approvals: StoredApproval[];
  hold: Hold | undefined;
  freeze: Freeze | undefined;
  /** Newest commit that can change the environment; undefined while the manifests could not be read. */
  manifestsCommit: string | undefined;
  /** For a rollback: true if the environment may still go back to the release. */
  provenHere: boolean;
  deployment: DeploymentKnowledge;
}

/** The rules that apply to one environment now. */
export interface PromotionPolicy {
  version: string;
  /** Who must approve this kind of promotion; nobody for rollbacks. */
  approvals: ApprovalPolicy;
  verification: VerificationConfig;
  freezesBindRollbacks: boolean;
}
