import { NotFoundError } from '@backstage/errors';
import { DocumentStore } from '../../storage/DocumentStore';
import {
  CheckRunRecord,
  NewCheckRun,
  WorkflowJobRecord,
} from '../actions/records';
import { RepositoryDocuments } from '../storage/RepositoryDocuments';
import { Sequences } from '../storage/Sequences';

/** Slug of the app in whose name workflow jobs report. */
export const ACTIONS_APP = 'github-actions';

/** Keeps check runs. Those of workflow jobs share the job's id. */
export class CheckRuns {
  readonly #documents: RepositoryDocuments<CheckRunRecord>;
  readonly #sequences: Sequences;
  readonly #changed: (check: CheckRunRecord) => void;

  constructor(options: {
    store: DocumentStore;
    sequences: Sequences;
    changed: (check: CheckRunRecord) => void;
  }) {
    this.#documents = new RepositoryDocuments(options.store, 'check-runs');
    this.#sequences = options.sequences;
    this.#changed = options.changed;
  }

  create(input: NewCheckRun): CheckRunRecord {
    const status = input.status ?? (input.conclusion ? 'completed' : 'queued');
    const now = new Date();
    return this.#store({
      ...input,
      id: this.#sequences.next('check-run'),
      status,
      app: input.app ?? 'checks',
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

  update(
    id: number,
    changes: Partial<
      Pick<
        CheckRunRecord,
        'name' | 'status' | 'conclusion' | 'output' | 'detailsUrl'
      >
    >,
  ): CheckRunRecord {
    const check = this.#documents.find(id);
    if (!check) {
      throw new NotFoundError(`No check run ${id} in the forge`);
    }
    const status =
      changes.status ?? (changes.conclusion ? 'completed' : check.status);
    return this.#store({
      ...check,
      ...changes,
      status,
      completedAt:
        status === 'completed'
          ? check.completedAt ?? new Date().toISOString()
          : undefined,
    });
  }

  /** Follows a workflow job. */
  followJob(job: WorkflowJobRecord, detailsUrl: string): void {
    this.#store({
      id: job.id,
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

  /** Of a commit, the newest of each name and app, as GitHub's `filter=latest`. */
  latest(owner: string, repo: string, sha: string): CheckRunRecord[] {
    const newest = new Map<string, CheckRunRecord>();
    for (const check of this.#documents.list(owner, repo)) {
      if (check.headSha === sha) {
        newest.set(`${check.app}/${check.name}`, check);
      }
    }
    return [...newest.values()];
  }

  deleteAll(owner: string, repo: string): void {
    this.#documents.deleteAll(owner, repo);
  }

  #store(check: CheckRunRecord): CheckRunRecord {
    this.#documents.put(check);
    if (!check.silent) {
      this.#changed(check);
    }
    return check;
  }
}
