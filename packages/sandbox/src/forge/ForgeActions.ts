import { ForgeEvents } from './events/ForgeEvents';
import {
  ArtifactRecord,
  CheckRunRecord,
  NewArtifact,
  NewCheckRun,
  NewWorkflowJob,
  NewWorkflowRun,
  WorkflowJobChanges,
  WorkflowJobRecord,
  WorkflowRunChanges,
  WorkflowRunRecord,
} from './actions/records';
import { AnalysisRecord, NewAnalysis } from './codeScanning/records';
import { CommitInput, CommitResult } from './git/CommitInput';
import {
  BranchProtection,
  NewRepository,
  RepositoryRecord,
} from './repositories/records';
import { NewPullRequest, PullRequestRecord } from './pulls/records';

/**
 * What the forge offers to the parts of the sandbox that live in the same process: the workflow runner, the
 * GitOps controller and the seed. Everything written here is at once visible over git and REST, and reaches
 * listeners and webhooks as it would when it came over the wire.
 */
export interface ForgeActions extends ForgeEvents {
  createRepository(input: NewRepository): Promise<RepositoryRecord>;
  findRepository(owner: string, repo: string): RepositoryRecord | undefined;
  listRepositories(owner?: string): RepositoryRecord[];
  protectBranch(
    owner: string,
    repo: string,
    branch: string,
    protection: BranchProtection,
  ): void;

  /** The commit that a branch, tag or abbreviated sha points to. */
  resolve(
    owner: string,
    repo: string,
    ref: string,
  ): Promise<string | undefined>;
  readFile(
    owner: string,
    repo: string,
    ref: string,
    path: string,
  ): Promise<Buffer | undefined>;
  /** Paths of all files below a folder (or of the whole tree), relative to the root of the repository. */
  listFiles(
    owner: string,
    repo: string,
    ref: string,
    folder?: string,
  ): Promise<string[]>;
  /** Commits onto a branch; fails with a ConflictError when `expectedHead` is given and the branch moved. */
  commitFiles(input: CommitInput): Promise<CommitResult>;

  createPullRequest(input: NewPullRequest): Promise<PullRequestRecord>;
  mergePullRequest(
    owner: string,
    repo: string,
    number: number,
    options: {
      method: 'merge' | 'squash';
      /** Login of who merges. */
      by: string;
      date?: Date;
      silent?: boolean;
    },
  ): Promise<PullRequestRecord>;
  /** Names of the labels of an issue or pull request. */
  labelsOf(owner: string, repo: string, number: number): string[];
  listOpenPullRequests(
    owner: string,
    repo: string,
  ): Promise<PullRequestRecord[]>;

  createWorkflowRun(input: NewWorkflowRun): WorkflowRunRecord;
  updateWorkflowRun(id: number, changes: WorkflowRunChanges): WorkflowRunRecord;
  findWorkflowRun(id: number): WorkflowRunRecord | undefined;
  /** Newest first. */
  listWorkflowRuns(owner: string, repo: string): WorkflowRunRecord[];

  /** A job is also a check run of its commit, with the job's id. */
  createJob(input: NewWorkflowJob): WorkflowJobRecord;
  updateJob(id: number, changes: WorkflowJobChanges): WorkflowJobRecord;
  /** Jobs of the latest attempt in the order they were created. */
  listJobs(runId: number): WorkflowJobRecord[];
  writeJobLog(jobId: number, text: string): void;

  /** The OIDC token with which a run shows somebody else, the audience, who it is. */
  createIdentityToken(input: {
    runId: number;
    /** `refs/heads/main`, `refs/tags/v1`, `refs/pull/4/merge`. */
    ref: string;
    audience: string;
  }): Promise<string>;

  createArtifact(input: NewArtifact): ArtifactRecord;
  listArtifacts(runId: number): ArtifactRecord[];
  /** The zip archive of an artifact. */
  readArtifact(id: number): Buffer | undefined;

  /** A check that is not a workflow job. */
  createCheckRun(input: NewCheckRun): CheckRunRecord;
  updateCheckRun(
    id: number,
    changes: Partial<Pick<CheckRunRecord, 'status' | 'conclusion' | 'output'>>,
  ): CheckRunRecord;

  /** Stores the results of a SARIF document, as `github/codeql-action/upload-sarif` does; returns its first analysis. */
  createAnalysis(input: NewAnalysis): AnalysisRecord;
}
