import { NotFoundError } from '@backstage/errors';
import { DocumentCollection, DocumentStore } from '../../storage/DocumentStore';
import { RepositoryDocuments } from '../storage/RepositoryDocuments';
import { repositoryKey } from '../storage/repositoryKey';
import { Sequences } from '../storage/Sequences';
import {
  NewWorkflowJob,
  NewWorkflowRun,
  WorkflowJobChanges,
  WorkflowJobRecord,
  WorkflowRunChanges,
  WorkflowRunRecord,
} from './records';

/** A workflow file that was seen on the default branch or has run. */
export interface WorkflowRecord {
  id: number;
  owner: string;
  repo: string;
  path: string;
  name: string;
  /** Somebody switched it off: it takes no dispatch. */
  disabled?: boolean;
  createdAt: string;
  /** When it got another name or was switched; absent before. */
  changedAt?: string;
}

/** Is told of changes; of those of silent records only that they are stored. */
export interface WorkflowListener {
  runChanged(run: WorkflowRunRecord): void;
  jobChanged(job: WorkflowJobRecord): void;
  jobStored(job: WorkflowJobRecord): void;
}

/** Keeps workflow runs, their jobs and logs. */
export class WorkflowRuns {
  readonly #runs: RepositoryDocuments<WorkflowRunRecord>;
  readonly #jobs: RepositoryDocuments<WorkflowJobRecord>;
  readonly #workflows: RepositoryDocuments<WorkflowRecord>;
  readonly #jobIds: DocumentCollection<number[]>;
  readonly #logs: DocumentCollection<string>;
  readonly #sequences: Sequences;
  readonly #listener: WorkflowListener;

  constructor(options: {
    store: DocumentStore;
    sequences: Sequences;
    listener: WorkflowListener;
  }) {
    this.#runs = new RepositoryDocuments(options.store, 'workflow-runs');
    this.#jobs = new RepositoryDocuments(options.store, 'workflow-jobs');
    this.#workflows = new RepositoryDocuments(options.store, 'workflows');
    this.#jobIds = options.store.collection('forge-workflow-run-jobs');
    this.#logs = options.store.collection('forge-job-logs');
    this.#sequences = options.sequences;
    this.#listener = options.listener;
  }

  create(input: NewWorkflowRun): WorkflowRunRecord {
    const { owner, repo } = input;
    const created = (input.createdAt ?? new Date()).toISOString();
    const workflow = this.putWorkflow({
      owner,
      repo,
      path: input.workflowPath,
      name: input.name,
      seenAt: created,
    });
    const run: WorkflowRunRecord = {
      ...input,
      id: this.#sequences.next('workflow-run'),
      status: input.status ?? 'queued',
      runNumber: this.#sequences.next(
        `workflow-run:${repositoryKey(owner, repo)}:${workflow.path}`,
      ),
      runAttempt: 1,
      pullRequests: input.pullRequests ?? [],
      createdAt: created,
      startedAt: input.startedAt?.toISOString() ?? created,
      updatedAt: input.updatedAt?.toISOString() ?? created,
      silent: input.silent ?? false,
    };
    return this.#storeRun(run);
  }

  update(id: number, changes: WorkflowRunChanges): WorkflowRunRecord {
    const run = this.require(id);
    const restarts =
      changes.runAttempt !== undefined && changes.runAttempt > run.runAttempt;
    const now = new Date().toISOString();
    return this.#storeRun({
      ...run,
      ...(restarts
        ? { status: 'queued', conclusion: undefined, startedAt: now }
        : {}),
      ...definedOnly(changes),
      ...(changes.startedAt && { startedAt: changes.startedAt.toISOString() }),
      updatedAt: changes.updatedAt?.toISOString() ?? now,
    });
  }

  find(id: number): WorkflowRunRecord | undefined {
    return this.#runs.find(id);
  }

  findIn(owner: string, repo: string, id: number) {
    return this.#runs.findIn(owner, repo, id);
  }

  require(id: number): WorkflowRunRecord {
    const run = this.find(id);
    if (!run) {
      throw new NotFoundError(`No workflow run ${id} in the forge`);
    }
    return run;
  }

  /** Newest first. */
  list(owner: string, repo: string): WorkflowRunRecord[] {
    return this.#runs
      .list(owner, repo)
      .sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.id - a.id);
  }

  workflows(owner: string, repo: string): WorkflowRecord[] {
    return this.#workflows.list(owner, repo);
  }

  /** Makes a workflow known, or changes what is known of it. */
  putWorkflow(workflow: {
    owner: string;
    repo: string;
    path: string;
    name: string;
    disabled?: boolean;
    seenAt: string;
  }): WorkflowRecord {
    const { owner, repo, path, name, seenAt } = workflow;
    const known = this.workflows(owner, repo).find(flow => flow.path === path);
    if (!known) {
      const id = this.#sequences.next('workflow');
      const created = { id, owner, repo, path, name, createdAt: seenAt };
      return this.#workflows.put(created);
    }
    const disabled = workflow.disabled ?? known.disabled ?? false;
    if (known.name === name && (known.disabled ?? false) === disabled) {
      return known;
    }
    return this.#workflows.put({ ...known, name, disabled, changedAt: seenAt });
  }

  createJob(input: NewWorkflowJob): WorkflowJobRecord {
    const run = this.require(input.runId);
    const job: WorkflowJobRecord = {
      id: this.#sequences.next('check-run'),
      runId: run.id,
      owner: run.owner,
      repo: run.repo,
      runAttempt: run.runAttempt,
      name: input.name,
      status: input.status ?? 'queued',
      conclusion: input.conclusion,
      headSha: run.headSha,
      headBranch: run.headBranch,
      workflowName: run.name,
      labels: input.labels ?? ['ubuntu-latest'],
      createdAt: (input.createdAt ?? new Date()).toISOString(),
      startedAt: input.startedAt?.toISOString(),
      completedAt: input.completedAt?.toISOString(),
      steps: input.steps ?? [],
      silent: run.silent,
    };
    const key = String(run.id);
    this.#jobIds.put(key, [...(this.#jobIds.get(key) ?? []), job.id]);
    return this.#storeJob(job);
  }

  updateJob(id: number, changes: WorkflowJobChanges): WorkflowJobRecord {
    const job = this.#jobs.find(id);
    if (!job) {
      throw new NotFoundError(`No workflow job ${id} in the forge`);
    }
    return this.#storeJob({
      ...job,
      ...definedOnly(changes),
      startedAt: changes.startedAt?.toISOString() ?? job.startedAt,
      completedAt: changes.completedAt?.toISOString() ?? job.completedAt,
    });
  }

  findJob(owner: string, repo: string, id: number) {
    return this.#jobs.findIn(owner, repo, id);
  }

  /** Jobs of every attempt, in the order they were created. */
  allJobs(runId: number): WorkflowJobRecord[] {
    const ids = this.#jobIds.get(String(runId)) ?? [];
    return ids.flatMap(id => this.#jobs.find(id) ?? []);
  }

  /** Of each job its last attempt: a re-run of failed jobs keeps the others. */
  listJobs(runId: number): WorkflowJobRecord[] {
    const byName = new Map<string, WorkflowJobRecord>();
    for (const job of this.allJobs(runId)) {
      byName.set(job.name, job);
    }
    return [...byName.values()];
  }

  /** Of an attempt, also one that a later attempt replaced. */
  jobsOfAttempt(run: WorkflowRunRecord, attempt: number): WorkflowJobRecord[] {
    return attempt === run.runAttempt
      ? this.listJobs(run.id)
      : this.allJobs(run.id).filter(job => job.runAttempt === attempt);
  }

  delete(run: WorkflowRunRecord): void {
    this.deleteLogs(run);
    for (const job of this.allJobs(run.id)) {
      this.#jobs.delete(job);
    }
    this.#jobIds.delete(String(run.id));
    this.#runs.delete(run);
  }

  deleteLogs(run: WorkflowRunRecord): void {
    for (const job of this.allJobs(run.id)) {
      this.#logs.delete(String(job.id));
    }
  }

  writeLog(jobId: number, text: string): void {
    this.#logs.put(String(jobId), text);
  }

  readLog(jobId: number): string | undefined {
    return this.#logs.get(String(jobId));
  }

  deleteAll(owner: string, repo: string): void {
    for (const run of this.#runs.list(owner, repo)) {
      this.delete(run);
    }
    this.#workflows.deleteAll(owner, repo);
  }

  #storeRun(run: WorkflowRunRecord): WorkflowRunRecord {
    this.#runs.put(run);
    if (!run.silent) {
      this.#listener.runChanged(run);
    }
    return run;
  }

  #storeJob(job: WorkflowJobRecord): WorkflowJobRecord {
    this.#jobs.put(job);
    this.#listener.jobStored(job);
    if (!job.silent) {
      this.#listener.jobChanged(job);
    }
    return job;
  }
}

/** The plain fields that a change sets; dates are converted by the caller. */
function definedOnly<T extends WorkflowRunChanges & WorkflowJobChanges>(
  changes: T,
) {
  return {
    ...(changes.status && { status: changes.status }),
    ...(changes.conclusion && { conclusion: changes.conclusion }),
    ...(changes.runAttempt && { runAttempt: changes.runAttempt }),
    ...(changes.steps && { steps: changes.steps }),
  };
}
