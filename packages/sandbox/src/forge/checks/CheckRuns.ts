import { NotFoundError } from '@backstage/errors';
import { DocumentStore } from '../../storage/DocumentStore';
import {
  CheckRunChanges,
  CheckRunRecord,
  NewCheckRun,
  WorkflowJobRecord,
} from '../actions/records';
import { RepositoryDocuments } from '../storage/RepositoryDocuments';
import { Sequences } from '../storage/Sequences';
import { CheckSuites } from './CheckSuites';

/** Slug of the app in whose name workflow jobs report. */
export const ACTIONS_APP = 'github-actions';

/** Keeps check runs. Those of workflow jobs share the job's id. */
export class CheckRuns {
  readonly suites: CheckSuites;
  readonly #documents: RepositoryDocuments<CheckRunRecord>;
  readonly #sequences: Sequences;
  readonly #changed: (check: CheckRunRecord) => void;

  constructor(options: {
    store: DocumentStore;
    sequences: Sequences;
    changed: (check: CheckRunRecord) => void;
  }) {
    this.suites = new CheckSuites(options.store, options.sequences);
    this.#documents = new RepositoryDocuments(options.store, 'check-runs');
    this.#sequences = options.sequences;
    this.#changed = options.changed;
  }

  create(input: NewCheckRun): CheckRunRecord {
    const { owner, repo, headSha, app = 'checks' } = input;
    const status = input.conclusion ? 'completed' : input.status ?? 'queued';
    const now = new Date();
    return this.#store({
      ...input,
      id: this.#sequences.next('check-run'),
      suiteId: this.suites.ensure({ owner, repo, headSha, app }).id,
      status,
      app,
      externalId: input.externalId ?? '',
      startedAt: (input.startedAt ?? now).toISOString(),
      completedAt:
        status === 'completed'
          ? (input.completedAt ?? now).toISOString()
          : undefined,
      output: input.output ?? {},
      silent: input.silent ?? false,
    });
  }

  update(id: number, changes: CheckRunChanges): CheckRunRecord {
    const check = this.#documents.find(id);
    if (!check) {
      throw new NotFoundError(`No check run ${id} in the forge`);
    }
    const status = changes.conclusion
      ? 'completed'
      : changes.status ?? check.status;
    const isDone = status === 'completed';
    return this.#store({
      ...check,
      ...changes,
      status,
      conclusion: isDone ? changes.conclusion ?? check.conclusion : undefined,
      startedAt: changes.startedAt?.toISOString() ?? check.startedAt,
      completedAt: isDone
        ? changes.completedAt?.toISOString() ??
          check.completedAt ??
          new Date().toISOString()
        : undefined,
      output: {
        ...check.output,
        ...changes.output,
        annotations: [
          ...(check.output.annotations ?? []),
          ...(changes.output?.annotations ?? []),
        ],
      },
    });
  }

  /** Follows a workflow job. */
  followJob(job: WorkflowJobRecord, detailsUrl: string): void {
    this.#store({
      id: job.id,
      suiteId: job.runId,
      owner: job.owner,
      repo: job.repo,
      headSha: job.headSha,
      name: job.name,
      status: job.status,
      conclusion: job.conclusion,
      app: ACTIONS_APP,
      detailsUrl,
      externalId: String(job.id),
      startedAt: job.startedAt ?? job.createdAt,
      completedAt: job.completedAt,
      output: {},
      silent: job.silent,
    });
  }

  findIn(owner: string, repo: string, id: number): CheckRunRecord | undefined {
    return this.#documents.findIn(owner, repo, id);
  }

  /** All of a commit, oldest first. */
  ofCommit(owner: string, repo: string, sha: string): CheckRunRecord[] {
    return this.#documents
      .list(owner, repo)
      .filter(check => check.headSha === sha);
  }

  /** All of a suite, oldest first. */
  ofSuite(owner: string, repo: string, suiteId: number): CheckRunRecord[] {
    return this.#documents
      .list(owner, repo)
      .filter(check => check.suiteId === suiteId);
  }

  /** Of a commit, the newest of each name and app, as GitHub's `filter=latest`. */
  latest(owner: string, repo: string, sha: string): CheckRunRecord[] {
    return newestOfEach(this.ofCommit(owner, repo, sha));
  }

  deleteAll(owner: string, repo: string): void {
    this.#documents.deleteAll(owner, repo);
    this.suites.deleteAll(owner, repo);
  }

  #store(check: CheckRunRecord): CheckRunRecord {
    this.#documents.put(check);
    if (!check.silent) {
      this.#changed(check);
    }
    return check;
  }
}

/** Of checks in the order of their time the newest of each name and app. */
export function newestOfEach(checks: CheckRunRecord[]): CheckRunRecord[] {
  const newest = new Map<string, CheckRunRecord>();
  for (const check of checks) {
    newest.set(`${check.app}/${check.name}`, check);
  }
  return [...newest.values()];
}
