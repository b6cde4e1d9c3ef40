import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  CommitInput,
  CommitResult,
  Signature,
} from '../../forge/git/CommitInput';
import { ZERO_SHA } from '../../forge/git/objects';
import { blobSha, commitSha, signatureLine, treeSha } from './gitObjects';

interface HistoryCommit {
  sha: string;
  parent: string | undefined;
  branch: string;
  author: Signature;
  message: string;
  date: Date;
  /** From path to blob. */
  changes: ReadonlyMap<string, string>;
  deletions: readonly string[];
  blobs: ReadonlyMap<string, string>;
}

/** A repository in memory, from which git imports many commits at once: a process per commit would take too long. */
export class HistoryRepository {
  readonly #contents = new Map<string, Buffer>();
  readonly #commits = new Map<string, HistoryCommit>();
  readonly #heads = new Map<string, string>();
  #unwritten: HistoryCommit[] = [];

  /** The commit of a branch, or the commit itself. */
  resolve(ref: string): string | undefined {
    return this.#commits.has(ref) ? ref : this.#heads.get(ref);
  }

  readFile(ref: string, path: string): Buffer | undefined {
    const sha = this.#commitAt(ref)?.blobs.get(path);
    return sha === undefined ? undefined : this.#contents.get(sha);
  }

  listFiles(ref: string, folder?: string): string[] {
    return [...(this.#commitAt(ref)?.blobs.keys() ?? [])].filter(
      path => folder === undefined || path.startsWith(`${folder}/`),
    );
  }

  createBranch(branch: string, from: string): void {
    const start = this.resolve(from);
    if (!start) {
      throw new NotFoundError(`No branch ${from} to start ${branch} from`);
    }
    this.#heads.set(branch, start);
  }

  commit(input: CommitInput): CommitResult {
    const { branch, author, date = new Date(), deletions = [] } = input;
    const parent = this.#heads.get(branch);
    if (input.expectedHead !== undefined && input.expectedHead !== parent) {
      throw new ConflictError(`The branch '${branch}' is at ${parent}`);
    }
    const blobs = new Map(parent ? this.#commits.get(parent)?.blobs : []);
    const changes = new Map<string, string>();
    for (const [path, content] of Object.entries(input.files ?? {})) {
      const bytes = Buffer.from(content);
      const blob = blobSha(bytes);
      this.#contents.set(blob, bytes);
      changes.set(path, blob);
      blobs.set(path, blob);
    }
    deletions.forEach(path => blobs.delete(path));
    const message = `${input.message.trimEnd()}\n`;
    const tree = treeSha(blobs);
    const sha = commitSha({ tree, parent, author, date, message });
    const commit: HistoryCommit = {
      sha,
      parent,
      branch,
      author,
      message,
      date,
      changes,
      deletions: [...deletions],
      blobs,
    };
    this.#commits.set(sha, commit);
    this.#heads.set(branch, sha);
    this.#unwritten.push(commit);
    return { sha, before: parent ?? ZERO_SHA };
  }

  /** What `git fast-import` needs to make all commits since the last call; undefined if there are none. */
  takeStream(): { input: Buffer; newest: Date } | undefined {
    const commits = this.#unwritten;
    this.#unwritten = [];
    const newest = commits.at(-1)?.date;
    if (!newest) {
      return undefined;
    }
    const marks = new Map(commits.map(({ sha }, index) => [sha, index + 1]));
    const parts = commits.flatMap(commit => this.#export(commit, marks));
    return { input: Buffer.concat([...parts, Buffer.from('done\n')]), newest };
  }

  #export(commit: HistoryCommit, marks: Map<string, number>): Buffer[] {
    const { parent, branch, sha } = commit;
    const who = signatureLine(commit.author, commit.date);
    const from =
      parent && (marks.has(parent) ? `:${marks.get(parent)}` : parent);
    return [
      Buffer.from(
        [
          `commit refs/heads/${branch}`,
          `mark :${marks.get(sha)}`,
          `author ${who}`,
          `committer ${who}`,
          '',
        ].join('\n'),
      ),
      ...dataBlock(Buffer.from(commit.message)),
      ...(from ? [Buffer.from(`from ${from}\n`)] : []),
      ...commit.deletions.map(path => Buffer.from(`D ${path}\n`)),
      ...[...commit.changes].flatMap(([path, blob]) => [
        Buffer.from(`M 100644 inline ${path}\n`),
        ...dataBlock(this.#contents.get(blob) ?? Buffer.alloc(0)),
      ]),
    ];
  }

  #commitAt(ref: string): HistoryCommit | undefined {
    const sha = this.resolve(ref);
    return sha === undefined ? undefined : this.#commits.get(sha);
  }
}

function dataBlock(content: Buffer): Buffer[] {
  return [Buffer.from(`data ${content.length}\n`), content, Buffer.from('\n')];
}
