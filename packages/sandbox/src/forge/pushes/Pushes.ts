import { ForgeEventBus } from '../events/ForgeEventBus';
import { PushedCommit, PushEvent } from '../events/ForgeEvents';
import { EMPTY_TREE_SHA, GitCommit, ZERO_SHA } from '../git/objects';
import { GitFolders } from '../git/GitFolders';
import { GitRepository } from '../git/GitRepository';
import { WriteLocks } from '../git/WriteLocks';
import { RepositoryStore } from '../repositories/RepositoryStore';
import { repositoryKey } from '../storage/repositoryKey';

/** As many as GitHub lists in a push event. */
const MAXIMUM_COMMITS = 2048;

/** Beyond this many the files of each commit are not listed: each costs a look into git. */
const MAXIMUM_COMMITS_WITH_FILES = 20;

/** Who moves refs, and where. */
export interface PushContext {
  owner: string;
  repo: string;
  pusher: string;
  silent: boolean;
  date?: Date;
}

/**
 * The one door for everything that moves refs. It lets one writer at a time into a repository, compares the refs
 * before and after, and announces what moved.
 */
export class Pushes {
  readonly #git: GitFolders;
  readonly #repositories: RepositoryStore;
  readonly #events: ForgeEventBus;
  readonly #locks = new WriteLocks();

  constructor(options: {
    git: GitFolders;
    repositories: RepositoryStore;
    events: ForgeEventBus;
  }) {
    this.#git = options.git;
    this.#repositories = options.repositories;
    this.#events = options.events;
  }

  async run<T>(context: PushContext, work: () => Promise<T>): Promise<T> {
    const { owner, repo } = context;
    const { result, pushes } = await this.#locks.run(
      repositoryKey(owner, repo),
      async () => {
        const repository = this.#git.repository(owner, repo);
        const before = await visibleRefs(repository);
        const done = await work();
        const after = await visibleRefs(repository);
        const moved = movedRefs(before, after);
        if (moved.length > 0) {
          await this.#noteInRepository(context, repository, after);
        }
        const events: PushEvent[] = [];
        for (const ref of moved) {
          events.push({
            ...context,
            ...ref,
            commits: await newCommits(repository, {
              ...ref,
              refsBefore: before,
              silent: context.silent,
            }),
          });
        }
        return { result: done, pushes: events };
      },
    );
    for (const push of pushes) {
      await this.#events.emitPush(push);
    }
    return result;
  }

  async #noteInRepository(
    context: PushContext,
    repository: GitRepository,
    refs: Map<string, string>,
  ): Promise<void> {
    const record = this.#repositories.require(context.owner, context.repo);
    const branches = [...refs.keys()].filter(ref =>
      ref.startsWith('refs/heads/'),
    );
    const pushedAt = (context.date ?? new Date()).toISOString();
    let { defaultBranch } = record;
    // The first branch that arrives is the one to show.
    if (
      branches.length > 0 &&
      !branches.includes(`refs/heads/${defaultBranch}`)
    ) {
      defaultBranch = branches[0].slice('refs/heads/'.length);
      await this.#git.setHead(repository, defaultBranch);
    }
    this.#repositories.put({
      ...record,
      defaultBranch,
      pushedAt,
      updatedAt: pushedAt,
      sizeInKilobytes: await repository.sizeInKilobytes(),
    });
  }
}

async function visibleRefs(
  repository: GitRepository,
): Promise<Map<string, string>> {
  const refs = await repository.refs();
  return new Map(
    refs
      .filter(ref => /^refs\/(heads|tags)\//.test(ref.name))
      .map(ref => [ref.name, ref.sha]),
  );
}

interface MovedRef {
  ref: string;
  before: string;
  after: string;
}

function movedRefs(
  before: Map<string, string>,
  after: Map<string, string>,
): MovedRef[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names]
    .map(ref => ({
      ref,
      before: before.get(ref) ?? ZERO_SHA,
      after: after.get(ref) ?? ZERO_SHA,
    }))
    .filter(ref => ref.before !== ref.after);
}

/** Those that were in no branch before, oldest first. */
async function newCommits(
  repository: GitRepository,
  moved: MovedRef & { refsBefore: Map<string, string>; silent: boolean },
): Promise<PushedCommit[]> {
  if (moved.after === ZERO_SHA || !moved.ref.startsWith('refs/heads/')) {
    return [];
  }
  const known = [...moved.refsBefore]
    .filter(([ref]) => ref.startsWith('refs/heads/'))
    .map(([, sha]) => sha);
  const commits = await repository.commits({
    from: [moved.after],
    notFrom: [...new Set(known)],
    limit: MAXIMUM_COMMITS,
  });
  // Nobody asks which files the seeded history changed.
  const withFiles =
    !moved.silent && commits.length <= MAXIMUM_COMMITS_WITH_FILES;
  const pushed: PushedCommit[] = [];
  for (const commit of commits.reverse()) {
    pushed.push(await describe(repository, commit, withFiles));
  }
  return pushed;
}

async function describe(
  repository: GitRepository,
  commit: GitCommit,
  withFiles: boolean,
): Promise<PushedCommit> {
  const changes = withFiles
    ? await repository.changes(
        commit.parents[0] ?? EMPTY_TREE_SHA,
        commit.sha,
        { patches: false },
      )
    : [];
  const paths = (...statuses: string[]) =>
    changes
      .filter(change => statuses.includes(change.status))
      .map(change => change.path);
  return {
    sha: commit.sha,
    tree: commit.tree,
    message: commit.message,
    date: commit.committer.date,
    author: commit.author,
    committer: commit.committer,
    added: paths('added', 'renamed'),
    modified: paths('modified', 'changed'),
    removed: [
      ...paths('removed'),
      ...changes.flatMap(change => change.previousPath ?? []),
    ],
  };
}
