export interface DeploymentRecord {
  id: number;
  owner: string;
  repo: string;
  sha: string;
  /** As it was asked for: a branch, a tag or a sha. */
  ref: string;
  task: string;
  environment: string;
  /** It will go away again, as the environment of a pull request does. */
  transient: boolean;
  production: boolean;
  description?: string;
  payload: Record<string, unknown> | string;
  creator: string;
  createdAt: string;
  updatedAt: string;
}

export const DEPLOYMENT_STATES = [
  'error',
  'failure',
  'inactive',
  'in_progress',
  'queued',
  'pending',
  'success',
] as const;

export interface DeploymentStatusRecord {
  id: number;
  owner: string;
  repo: string;
  deploymentId: number;
  state: (typeof DEPLOYMENT_STATES)[number];
  description: string;
  environment: string;
  logUrl: string;
  environmentUrl: string;
  creator: string;
  createdAt: string;
}

/** Which branches or tags may be deployed, by pattern. */
export interface BranchPolicy {
  id: number;
  name: string;
  type: 'branch' | 'tag';
}

export interface EnvironmentRecord {
  id: number;
  name: string;
  /** Minutes. */
  waitTimer: number;
  preventSelfReview: boolean;
  /** Ids of accounts and teams. */
  reviewers: { type: 'User' | 'Team'; id: number }[];
  protectedBranches: boolean;
  customBranchPolicies: boolean;
  branchPolicies: BranchPolicy[];
  createdAt: string;
  updatedAt: string;
}
