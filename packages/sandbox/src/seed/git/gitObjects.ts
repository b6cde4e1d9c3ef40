import { createHash } from 'node:crypto';
import { Signature } from '../../forge/git/CommitInput';

/** Names of git's objects, computed without git. */
export function blobSha(content: Buffer): string {
  return objectSha('blob', content);
}

/** The name of the tree that holds these blobs, by path. */
export function treeSha(blobs: ReadonlyMap<string, string>): string {
  const files = new Map<string, string>();
  const folders = new Map<string, Map<string, string>>();
  for (const [path, sha] of blobs) {
    const [name, ...rest] = path.split('/');
    if (rest.length === 0) {
      files.set(name, sha);
      continue;
    }
    const folder = folders.get(name) ?? new Map<string, string>();
    folder.set(rest.join('/'), sha);
    folders.set(name, folder);
  }
  // Git sorts a folder as if its name ended with a slash.
  const entries = [
    ...[...files].map(([name, sha]) => ({
      key: name,
      name,
      sha,
      mode: '100644',
    })),
    ...[...folders].map(([name, inner]) => ({
      key: `${name}/`,
      name,
      sha: treeSha(inner),
      mode: '40000',
    })),
  ].sort((left, right) =>
    Buffer.compare(Buffer.from(left.key), Buffer.from(right.key)),
  );
  return objectSha(
    'tree',
    Buffer.concat(
      entries.flatMap(({ mode, name, sha }) => [
        Buffer.from(`${mode} ${name}\0`),
        Buffer.from(sha, 'hex'),
      ]),
    ),
  );
}

/** What makes a commit. */
export interface CommitObject {
  tree: string;
  parent: string | undefined;
  author: Signature;
  date: Date;
  message: string;
}

export function commitSha(commit: CommitObject): string {
  const who = signatureLine(commit.author, commit.date);
  return objectSha(
    'commit',
    Buffer.from(
      [
        `tree ${commit.tree}`,
        ...(commit.parent ? [`parent ${commit.parent}`] : []),
        `author ${who}`,
        `committer ${who}`,
        '',
        commit.message,
      ].join('\n'),
    ),
  );
}

export function signatureLine(signature: Signature, date: Date): string {
  const seconds = Math.floor(date.getTime() / 1000);
  return `${signature.name} <${signature.email}> ${seconds} +0000`;
}

function objectSha(type: string, content: Buffer): string {
  return createHash('sha1')
    .update(`${type} ${content.length}\0`)
    .update(content)
    .digest('hex');
}
