import { SandboxFinding } from '../runner/SandboxFile';
import { Person } from './people';

export const seedEnvironments = [
  'development',
  'staging',
  'production',
] as const;

export type SeedEnvironment = (typeof seedEnvironments)[number];

/** A push to main, its pipeline run, and the release that the run deploys to development and staging. */
export interface CommitEvent {
  kind: 'commit';
  daysAgo: number;
  by: Person;
  message: string;
  /** Python module that changes: `refunds`. */
  module: string;
  finds?: SandboxFinding[];
  /** Rules that are no longer reported. */
  fixes?: string[];
  failingJob?: string;
  quarantine?: boolean;
  unhealthyIn?: Record<string, 'crash-loop' | 'high-error-rate'>;
}

/** A release enters production: asked for by one person, approved by another. */
export interface PromoteEvent {
  kind: 'promote';
  daysAgo: number;
  version: string;
  by: Person;
  approvedBy: Person;
}

/** Production goes back to a release; an issue tells the story. */
export interface RollbackEvent {
  kind: 'rollback';
  daysAgo: number;
  version: string;
  by: Person;
  incident: { title: string; body: string; hours: number };
}

/** An open pull request. */
export interface PullRequestEvent {
  kind: 'pull-request';
  daysAgo: number;
  by: Person;
  branch: string;
  title: string;
  body: string;
  module: string;
  draft?: boolean;
  failingJob?: string;
}

export type SeedEvent =
  | CommitEvent
  | PromoteEvent
  | RollbackEvent
  | PullRequestEvent;

/** A service of the seed with its last six weeks. */
export interface SeedService {
  name: string;
  description: string;
  owner: string;
  system: string;
  /** The newest release before the history begins. */
  before: string;
  findings: SandboxFinding[];
  /** Oldest first. */
  events: SeedEvent[];
}

export function commit(
  daysAgo: number,
  by: Person,
  module: string,
  message: string,
  more: Omit<
    CommitEvent,
    'kind' | 'daysAgo' | 'by' | 'message' | 'module'
  > = {},
): CommitEvent {
  return { kind: 'commit', daysAgo, by, module, message, ...more };
}

export function promote(
  daysAgo: number,
  version: string,
  by: Person,
  approvedBy: Person = 'olga',
): PromoteEvent {
  return { kind: 'promote', daysAgo, version, by, approvedBy };
}
