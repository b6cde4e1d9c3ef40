/** State of a run, job, step or check. */
export type WorkStatus = 'queued' | 'in_progress' | 'completed';

export type Conclusion =
  | 'success'
  | 'failure'
  | 'cancelled'
  | 'skipped'
  | 'neutral'
  | 'timed_out'
  | 'action_required';

export type WorkflowEvent =
  | 'push'
  | 'pull_request'
  | 'workflow_dispatch'
  | 'schedule';

/** One run of a workflow. Dates are ISO 8601. */
export interface WorkflowRunRecord {
  id: number;
  owner: string;
  repo: string;
  /** `.github/workflows/ci.yml`. */
  workflowPath: string;
  /** The workflow's `name`. */
  name: string;
  displayTitle: string;
  event: WorkflowEvent;
  status: WorkStatus;
  conclusion?: Conclusion;
  headBranch: string;
  headSha: string;
  /** Login of who caused it. */
  actor: string;
  runNumber: number;
  runAttempt: number;
  /** Numbers of the pull requests it runs for. */
  pullRequests: number[];
  createdAt: string;
  startedAt: string;
  updatedAt: string;
  /** Part of the seeded history: its changes reach no webhook. */
  silent: boolean;
}

export interface NewWorkflowRun {
  owner: string;
  repo: string;
  workflowPath: string;
  name: string;
  displayTitle: string;
  event: WorkflowEvent;
  headBranch: string;
  headSha: string;
  actor: string;
  status?: WorkStatus;
  conclusion?: Conclusion;
  pullRequests?: number[];
  createdAt?: Date;
  startedAt?: Date;
  updatedAt?: Date;
  silent?: boolean;
}

export interface WorkflowRunChanges {
  status?: WorkStatus;
  conclusion?: Conclusion;
  /** A higher attempt starts a re-run: the jobs of earlier attempts stay readable, the conclusion is cleared. */
  runAttempt?: number;
  startedAt?: Date;
  updatedAt?: Date;
}

export interface WorkflowStepRecord {
  /** From 1. */
  number: number;
  name: string;
  status: WorkStatus;
  conclusion?: Conclusion;
  startedAt?: string;
  completedAt?: string;
}

export interface WorkflowJobRecord {
  id: number;
  runId: number;
  owner: string;
  repo: string;
  runAttempt: number;
  name: string;
  status: WorkStatus;
  conclusion?: Conclusion;
  headSha: string;
  headBranch: string;
  workflowName: string;
  labels: string[];
  createdAt: string;
  startedAt?: string;
  completedAt?: string;
  steps: WorkflowStepRecord[];
  silent: boolean;
}

export interface NewWorkflowJob {
  runId: number;
  name: string;
  labels?: string[];
  status?: WorkStatus;
  conclusion?: Conclusion;
  steps?: WorkflowStepRecord[];
  createdAt?: Date;
  startedAt?: Date;
  completedAt?: Date;
}

export interface WorkflowJobChanges {
  status?: WorkStatus;
  conclusion?: Conclusion;
  steps?: WorkflowStepRecord[];
  startedAt?: Date;
  completedAt?: Date;
}

/** A file set that a run uploaded; its bytes are a zip archive. */
export interface ArtifactRecord {
  id: number;
  runId: number;
  owner: string;
  repo: string;
  name: string;
  sizeInBytes: number;
  /** `sha256:…` of the archive. */
  digest: string;
  headBranch: string;
  headSha: string;
  createdAt: string;
  expiresAt: string;
}

export interface NewArtifact {
  runId: number;
  name: string;
  /** Archived on reading, as upload-artifact does; from path to content. */
  files: Record<string, Buffer | string>;
  createdAt?: Date;
}

/** What a check has to say about some lines of a file. */
export interface CheckAnnotation {
  path: string;
  startLine: number;
  endLine: number;
  startColumn?: number;
  endColumn?: number;
  level: 'notice' | 'warning' | 'failure';
  message: string;
  title?: string;
  rawDetails?: string;
}

export interface CheckRunOutput {
  title?: string;
  summary?: string;
  text?: string;
  annotations?: CheckAnnotation[];
}

export interface CheckRunRecord {
  id: number;
  suiteId: number;
  owner: string;
  repo: string;
  headSha: string;
  name: string;
  status: WorkStatus;
  conclusion?: Conclusion;
  /** Slug of the app that reports it; workflow jobs report as `github-actions`. */
  app: string;
  detailsUrl?: string;
  externalId: string;
  startedAt?: string;
  completedAt?: string;
  output: CheckRunOutput;
  silent: boolean;
}

export interface NewCheckRun {
  owner: string;
  repo: string;
  headSha: string;
  name: string;
  status?: WorkStatus;
  conclusion?: Conclusion;
  app?: string;
  detailsUrl?: string;
  externalId?: string;
  startedAt?: Date;
  completedAt?: Date;
  output?: CheckRunOutput;
  silent?: boolean;
}

/** What changes of a check; annotations are added to those it has. */
export interface CheckRunChanges {
  name?: string;
  status?: WorkStatus;
  conclusion?: Conclusion;
  detailsUrl?: string;
  externalId?: string;
  startedAt?: Date;
  completedAt?: Date;
  output?: CheckRunOutput;
}
