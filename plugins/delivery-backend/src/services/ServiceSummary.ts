import {
  EnvironmentView,
  Hold,
  PipelineRun,
  Promotion,
  PullRequest,
  Release,
  ReleaseSummary,
  ServiceView,
  SeverityCounts,
} from '@fairway/backstage-plugin-delivery-common';
import { StoredDeployment } from '../deployments/DatabaseDeploymentStore';
import { EnvironmentConfig, PipelineConfig } from '../pipelines/pipelineConfig';
import { summarizeRelease } from '../releases/summarizeRelease';
import { ServiceRow } from './ServiceStore';

/** A lane as stored: all but what depends on the viewer or the time of day. */
export type SummaryEnvironment = Omit<
  EnvironmentView,
  'provenance' | 'freeze' | 'abilities' | 'deployment'
> & {
  deployment?: Omit<NonNullable<EnvironmentView['deployment']>, 'provenance'>;
  /** Ids of the sources that see this environment. */
  sources: string[];
};

/** What the Delivery tab shows, as stored: one keyed read. */
export type ServiceSummary = Pick<
  ServiceView,
  | 'serviceRef'
  | 'name'
  | 'namespace'
  | 'title'
  | 'pipeline'
  | 'pipelineTitle'
  | 'pipelineRuns'
  | 'pullRequests'
  | 'error'
> & { environments: SummaryEnvironment[] };

/** What is known about one environment before it is put together. */
export interface EnvironmentFacts {
  deployment?: StoredDeployment;
  release?: Release;
  hold?: Hold;
  findings?: SeverityCounts;
  /** Verified here, newest release first. */
  verified: Release[];
  /** Where a rollback may go, best first. */
  rollbackTargets: Release[];
  promotions: Promotion[];
  behind?: EnvironmentView['behind'];
}

/** What is known about a service before it is put together. */
export interface ServiceFacts {
  service: ServiceRow;
  pipeline?: PipelineConfig;
  pipelineNames: string[];
  pipelineRuns: PipelineRun[];
  pullRequests: PullRequest[];
  environments: ReadonlyMap<string, EnvironmentFacts>;
}

/** Puts the summary of a service together. */
export function summarizeService(facts: ServiceFacts): ServiceSummary {
  const { service, pipeline, pipelineRuns, pullRequests } = facts;
  return {
    serviceRef: service.ref,
    name: service.name,
    namespace: service.namespace,
    title: service.title,
    pipeline: service.pipeline,
    pipelineTitle: pipeline?.title ?? service.pipeline,
    pipelineRuns,
    pullRequests,
    environments:
      pipeline?.environments.map(environment =>
        summarizeEnvironment(environment, facts.environments),
      ) ?? [],
    error: pipeline ? undefined : unknownPipeline(facts),
  };
}

function unknownPipeline({ service, pipelineNames }: ServiceFacts): string {
  const names = pipelineNames.join(', ') || 'none';
  return `No delivery pipeline '${service.pipeline}' in app-config; it has: ${names}. Correct the annotation fairway.dev/pipeline or add the pipeline to delivery.pipelines`;
}

function summarizeEnvironment(
  config: EnvironmentConfig,
  all: ReadonlyMap<string, EnvironmentFacts>,
): SummaryEnvironment {
  const facts = all.get(config.name) ?? {
    verified: [],
    rollbackTargets: [],
    promotions: [],
  };
  const { deployment, release } = facts;
  const wasDeployed = deployment?.since !== undefined;
  return {
    name: config.name,
    after: config.after,
    entry: config.entry,
    approvalPolicy: config.approvals,
    deployment:
      deployment && wasDeployed ? withRelease(deployment, release) : undefined,
    sources: deployment?.sources ?? [],
    behind: facts.behind,
    drift: wasDeployed && deployment?.sync === 'out-of-sync',
    hold: facts.hold,
    findings: facts.findings,
    promotion: shownPromotion(facts.promotions),
    candidate: summarized(candidateOf(config, all)),
    rollbackTarget: summarized(rollbackTargetOf(facts)),
  };
}

function withRelease(
  stored: StoredDeployment,
  release: Release | undefined,
): NonNullable<SummaryEnvironment['deployment']> {
  const { sources: _sources, desiredDigest: _desired, ...deployment } = stored;
  return { ...deployment, release: release && summarizeRelease(release) };
}

/** The newest release that is verified in every environment before this one and newer than what runs here. */
export function candidateOf(
  config: EnvironmentConfig,
  all: ReadonlyMap<string, EnvironmentFacts>,
): Release | undefined {
  const [first, ...others] = config.after.map(
    name => all.get(name)?.verified ?? [],
  );
  const running = all.get(config.name)?.release?.sequence ?? 0;
  return first?.find(
    release =>
      release.sequence > running &&
      isGood(release) &&
      others.every(verified => verified.some(each => each.id === release.id)),
  );
}

/** The best release to go back to that is older than what runs here. */
export function rollbackTargetOf(facts: EnvironmentFacts): Release | undefined {
  const running = facts.release?.sequence;
  return facts.rollbackTargets.find(
    release =>
      running !== undefined && release.sequence < running && isGood(release),
  );
}

function isGood(release: Release): boolean {
  return !release.veto && !release.quarantine;
}

function summarized(release: Release | undefined): ReleaseSummary | undefined {
  return release && summarizeRelease(release);
}

/** What is being written or verified comes before what waits. */
export function shownPromotion(promotions: Promotion[]): Promotion | undefined {
  return promotions.find(isUnderWay) ?? promotions[0];
}

/** True once the manifests are being changed: nothing else may enter until it ends. */
export function isUnderWay(promotion: Promotion): boolean {
  return ['writing', 'syncing', 'verifying'].includes(promotion.state);
}
