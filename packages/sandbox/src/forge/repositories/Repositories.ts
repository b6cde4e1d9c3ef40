import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { Accounts } from '../accounts/Accounts';
import { GitFolders } from '../git/GitFolders';
import { isSafeRepositoryName } from '../git/names';
import { Sequences } from '../storage/Sequences';
import { NewRepository, RepositoryRecord, RepositorySettings } from './records';
import { RepositoryStore } from './RepositoryStore';

/** Something happened to a repository as a whole. */
export interface RepositoryChange {
  action: 'created' | 'deleted' | 'edited' | 'archived' | 'unarchived';
  repository: RepositoryRecord;
  sender: string;
}

/** Creates, changes and removes repositories. */
export class Repositories {
  readonly #accounts: Accounts;
  readonly #git: GitFolders;
  readonly #records: RepositoryStore;
  readonly #sequences: Sequences;
  readonly #announce: (change: RepositoryChange) => void;
  readonly #forget: (record: RepositoryRecord) => void;

  constructor(options: {
    accounts: Accounts;
    git: GitFolders;
    records: RepositoryStore;
    sequences: Sequences;
    announce: (change: RepositoryChange) => void;
    /** Removes what other rooms keep of a deleted repository. */
    forget: (record: RepositoryRecord) => void;
  }) {
    this.#accounts = options.accounts;
    this.#git = options.git;
    this.#records = options.records;
    this.#sequences = options.sequences;
    this.#announce = options.announce;
    this.#forget = options.forget;
  }

  async create(input: NewRepository): Promise<RepositoryRecord> {
    const { owner, name, by, createdAt, silent, ...settings } = input;
    const account = this.#accounts.find(owner);
    if (!account) {
      throw new NotFoundError(
        `No account '${owner}' in the forge; it has: ${this.#accounts
          .list()
          .map(known => known.login)
          .join(', ')}`,
      );
    }
    if (!isSafeRepositoryName(name)) {
      throw new InputError(
        `'${name}' cannot name a repository; use letters, digits, '-', '_' and '.'`,
      );
    }
    if (this.#records.find(owner, name)) {
      throw new ConflictError(
        `The repository '${owner}/${name}' exists already; choose another name`,
      );
    }
    const date = (createdAt ?? new Date()).toISOString();
    const record: RepositoryRecord = {
      ...defaults,
      ...settings,
      id: this.#sequences.next('repository'),
      owner: account.login,
      name,
      sizeInKilobytes: 0,
      createdAt: date,
      updatedAt: date,
      pushedAt: date,
    };
    await this.#git.init(record.owner, name, record.defaultBranch);
    this.#records.put(record);
    if (!silent) {
      this.#announce({
        action: 'created',
        repository: record,
        sender: by ?? record.owner,
      });
    }
    return record;
  }

  async update(
    record: RepositoryRecord,
    changes: Partial<RepositorySettings>,
    sender: string,
  ): Promise<RepositoryRecord> {
    const updated = this.#records.put({
      ...record,
      ...changes,
      updatedAt: new Date().toISOString(),
    });
    if (updated.defaultBranch !== record.defaultBranch) {
      await this.#git.setHead(
        this.#git.repository(record.owner, record.name),
        updated.defaultBranch,
      );
    }
    const archiving = updated.archived ? 'archived' : 'unarchived';
    this.#announce({
      action: updated.archived === record.archived ? 'edited' : archiving,
      repository: updated,
      sender,
    });
    return updated;
  }

  async delete(record: RepositoryRecord, sender: string): Promise<void> {
    this.#records.delete(record);
    this.#forget(record);
    await this.#git.delete(record.owner, record.name);
    this.#announce({ action: 'deleted', repository: record, sender });
  }
}

const defaults: RepositorySettings = {
  private: false,
  archived: false,
  defaultBranch: 'main',
  topics: [],
  hasIssues: true,
  hasProjects: true,
  hasWiki: true,
  allowMergeCommit: true,
  allowSquashMerge: true,
  allowRebaseMerge: true,
  allowAutoMerge: false,
  allowUpdateBranch: false,
  deleteBranchOnMerge: false,
  squashMergeCommitTitle: 'COMMIT_OR_PR_TITLE',
  squashMergeCommitMessage: 'COMMIT_MESSAGES',
};
