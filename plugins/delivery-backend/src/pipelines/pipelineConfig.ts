import { Severity } from '@fairway/backstage-plugin-delivery-common';

/** How releases enter an environment. */
export type EnvironmentEntry = 'pipeline' | 'automatic' | 'manual';

/** A gate that a release must pass to enter an environment. */
export interface GateConfig {
  id: string;
  settings: Record<string, unknown>;
}

/** A minute of the week; weekday 1 is Monday, as ISO 8601 counts. */
export interface WeekMinute {
  weekday: number;
  hour: number;
  minute: number;
}

/** A window in which an environment accepts no promotion. */
export type FreezeConfig =
  | { kind: 'once'; name: string; from: string; until: string }
  | {
      kind: 'weekly';
      name: string;
      from: WeekMinute;
      until: WeekMinute;
      timezone: string;
    };

/** When a deployment counts as verified. */
export interface VerificationConfig {
  /** How long it must stay healthy. */
  soakSeconds: number;
  /** How long it may take from the written commit until it is verified. */
  timeoutSeconds: number;
  /** How long after it was verified losing health still counts as its failure. */
  watchSeconds: number;
  /** Kinds or names of deployment checks that must have passed, such as `smoke-test` or `analysis`. */
  checks: string[];
}

/** One environment of a delivery pipeline, with its policy. */
export interface EnvironmentConfig {
  name: string;
  /** Environments that must have verified a release before it may enter this one. */
  after: string[];
  entry: EnvironmentEntry;
  gates: GateConfig[];
  approvals?: {
    count: number;
    /** Entity refs in lower case; empty means anyone with the permission. */
    from: string[];
    notRequester: boolean;
    notAuthor: boolean;
  };
  verification: VerificationConfig;
  rollback: 'automatic' | 'manual';
  freezes: FreezeConfig[];
  freezesBindRollbacks: boolean;
}

/** A named, ordered list of environments with their policies. */
export interface PipelineConfig {
  name: string;
  title: string;
  environments: EnvironmentConfig[];
  /** Short hash of all of the above: an approval lapses when it changes. */
  policyVersion: string;
}

/** Days per severity before an open finding is overdue; a severity without one has no clock. */
export type ClockDays = Partial<Record<Severity, number>>;

/** All that app-config says under `delivery`. */
export interface DeliveryConfig {
  pipelines: ReadonlyMap<string, PipelineConfig>;
  clockDays: ClockDays;
}

/** Finds an environment of a pipeline by name. */
export function findEnvironment(
  pipeline: PipelineConfig,
  name: string,
): EnvironmentConfig | undefined {
  return pipeline.environments.find(environment => environment.name === name);
}
