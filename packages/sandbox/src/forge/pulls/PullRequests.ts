import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { DocumentStore } from '../../storage/DocumentStore';
import { Accounts } from '../accounts/Accounts';
import { ForgeEventBus } from '../events/ForgeEventBus';
import { PullRequestEvent, PushEvent } from '../events/ForgeEvents';
import { GitFolders } from '../git/GitFolders';
import { ZERO_SHA } from '../git/objects';
import { Pushes } from '../pushes/Pushes';
import { RepositoryStore } from '../repositories/RepositoryStore';
import { RepositoryDocuments } from '../storage/RepositoryDocuments';
import { Sequences } from '../storage/Sequences';
import { repositoryKey } from '../storage/repositoryKey';
import { mergeBranches, MergeMethod } from './mergeBranches';
import { NewPullRequest, PullRequestRecord } from './records';

/** Opens, follows and merges pull requests. */
export class PullRequests {
  readonly #documents: RepositoryDocuments<PullRequestRecord>;
  readonly #accounts: Accounts;
  readonly #events: ForgeEventBus;
  readonly #git: GitFolders;
  readonly #pushes: Pushes;
  readonly #repositories: RepositoryStore;
  readonly #sequences: Sequences;

  constructor(options: {
    store: DocumentStore;
    accounts: Accounts;
    events: ForgeEventBus;
    git: GitFolders;
    pushes: Pushes;
    repositories: RepositoryStore;
    sequences: Sequences;
  }) {
    this.#documents = new RepositoryDocuments(options.store, 'pull-requests');
    this.#accounts = options.accounts;
    this.#events = options.events;
    this.#git = options.git;
    this.#pushes = options.pushes;
    this.#repositories = options.repositories;
    this.#sequences = options.sequences;
    this.#events.followPush(push => this.#follow(push));
  }

  async create(input: NewPullRequest): Promise<PullRequestRecord> {
    const { owner, name } = this.#repositories.require(input.owner, input.repo);
    const repository = this.#git.repository(owner, name);
    const headBranch = input.head.replace(/^[^:]*:/, '');
    const headSha = await repository.findObject(
      `refs/heads/${headBranch}`,
      'commit',
    );
    const baseSha = await repository.findObject(
      `refs/heads/${input.base}`,
      'commit',
    );
    if (!headSha || !baseSha) {
      const missing = headSha ? input.base : headBranch;
      throw new InputError(`No branch '${missing}' in ${owner}/${name}`);
    }
    const twin = this.list(owner, name).find(
      other =>
        other.state === 'open' &&
        other.headBranch === headBranch &&
        other.baseBranch === input.base,
    );
    if (twin) {
      throw new InputError(
        `A pull request already exists for ${owner}:${headBranch}.`,
      );
    }
    if (await repository.isAncestor(headSha, baseSha)) {
      throw new InputError(
        `No commits between ${input.base} and ${headBranch}`,
      );
    }
    const number = this.#sequences.next(`issue:${repositoryKey(owner, name)}`);
    const date = (input.createdAt ?? new Date()).toISOString();
    await repository.run(['update-ref', `refs/pull/${number}/head`, headSha]);
    const pullRequest = this.#documents.put({
      id: this.#sequences.next('pull-request'),
      owner,
      repo: name,
      number,
      title: input.title,
      body: input.body,
      state: 'open',
      draft: input.draft ?? false,
      author: input.author,
      headBranch,
      headSha,
      baseBranch: input.base,
      baseSha,
      createdAt: date,
      updatedAt: date,
    });
    this.#announce('opened', pullRequest, input.author, input.silent ?? false);
    return pullRequest;
  }

  find(
    owner: string,
    repo: string,
    number: number,
  ): PullRequestRecord | undefined {
    return this.#documents
      .list(owner, repo)
      .find(pullRequest => pullRequest.number === number);
  }

  /** Newest first. */
  list(owner: string, repo: string): PullRequestRecord[] {
    return this.#documents.list(owner, repo).reverse();
  }

  update(
    pullRequest: PullRequestRecord,
    changes: Partial<
      Pick<
        PullRequestRecord,
        'title' | 'body' | 'state' | 'assignees' | 'baseBranch' | 'baseSha'
      >
    >,
    sender: string,
  ): PullRequestRecord {
    const now = new Date().toISOString();
    const state = changes.state ?? pullRequest.state;
    const updated = this.#documents.put({
      ...pullRequest,
      ...changes,
      updatedAt: now,
      closedAt: state === 'open' ? undefined : pullRequest.closedAt ?? now,
    });
    const stateAction = state === 'open' ? 'reopened' : 'closed';
    this.#announce(
      state === pullRequest.state ? 'edited' : stateAction,
      updated,
      sender,
      false,
    );
    return updated;
  }

  /** Stores what is said about a pull request without changing it. */
  note(
    pullRequest: PullRequestRecord,
    changes: Pick<PullRequestRecord, 'requestedReviewers' | 'requestedTeams'>,
  ): PullRequestRecord {
    const current =
      this.find(pullRequest.owner, pullRequest.repo, pullRequest.number) ??
      pullRequest;
    return this.#documents.put({
      ...current,
      ...changes,
      updatedAt: new Date().toISOString(),
    });
  }

  async merge(
    owner: string,
    repo: string,
    number: number,
    options: {
      method: MergeMethod;
      by: string;
      date?: Date;
      title?: string;
      message?: string;
      expectedHead?: string;
      silent?: boolean;
    },
  ): Promise<PullRequestRecord> {
    const pullRequest = this.find(owner, repo, number);
    if (!pullRequest) {
      throw new NotFoundError(`No pull request ${number} in ${owner}/${repo}`);
    }
    if (
      options.expectedHead !== undefined &&
      options.expectedHead !== pullRequest.headSha
    ) {
      throw new ConflictError(
        'Head branch was modified. Review and try the merge again.',
      );
    }
    const merger = this.#accounts.find(options.by);
    const date = options.date ?? new Date();
    const silent = options.silent ?? false;
    const merged = await this.#pushes.run(
      { owner, repo, pusher: options.by, silent, date },
      async () => {
        const mergeCommitSha = await mergeBranches(
          this.#git.repository(owner, repo),
          pullRequest,
          {
            ...options,
            date,
            author: {
              name: merger?.name ?? options.by,
              email:
                merger?.kind === 'user'
                  ? merger.email
                  : `${options.by}@users.noreply.localhost`,
            },
          },
        );
        // Stored before the push is announced, so that following it does not find an open pull request.
        return this.#documents.put({
          ...pullRequest,
          state: 'closed',
          mergeCommitSha,
          mergedAt: date.toISOString(),
          mergedBy: options.by,
          closedAt: date.toISOString(),
          updatedAt: date.toISOString(),
        });
      },
    );
    this.#announce('closed', merged, options.by, silent);
    return merged;
  }

  deleteAll(owner: string, repo: string): void {
    this.#documents.deleteAll(owner, repo);
  }

  /** A push to the head moves the pull request; one that brings the head into the base merges it. */
  async #follow(push: PushEvent): Promise<void> {
    if (push.after === ZERO_SHA) {
      return;
    }
    const branch = push.ref.replace('refs/heads/', '');
    const repository = this.#git.repository(push.owner, push.repo);
    for (const open of this.list(push.owner, push.repo)) {
      if (open.state !== 'open') {
        continue;
      }
      if (open.headBranch === branch && open.headSha !== push.after) {
        await repository.run([
          'update-ref',
          `refs/pull/${open.number}/head`,
          push.after,
        ]);
        const moved = this.#documents.put({
          ...(this.find(push.owner, push.repo, open.number) ?? open),
          headSha: push.after,
          lastPusher: push.pusher,
          updatedAt: new Date().toISOString(),
        });
        this.#announce('synchronize', moved, push.pusher, push.silent);
      } else if (
        open.baseBranch === branch &&
        (await repository.isAncestor(open.headSha, push.after)) &&
        this.find(push.owner, push.repo, open.number)?.state === 'open'
      ) {
        const now = new Date().toISOString();
        const merged = this.#documents.put({
          ...open,
          state: 'closed',
          mergeCommitSha: push.after,
          mergedAt: now,
          mergedBy: push.pusher,
          closedAt: now,
          updatedAt: now,
        });
        this.#announce('closed', merged, push.pusher, push.silent);
      }
    }
  }

  #announce(
    action: PullRequestEvent['action'],
    pullRequest: PullRequestRecord,
    sender: string,
    silent: boolean,
  ): void {
    this.#events.emitPullRequest({ action, pullRequest, sender, silent });
  }
}
