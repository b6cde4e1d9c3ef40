import { randomUUID } from 'node:crypto';
import { InputError } from '@backstage/errors';
import type { GitRepository } from './GitRepository';
import { isSafePath } from './names';
import { Signature } from './CommitInput';

/**
 * Writes a commit with one git process and no work tree, reachable through no branch yet. Returns its sha.
 */
export async function importCommit(
  repository: GitRepository,
  commit: {
    parent: string | undefined;
    message: string;
    author: Signature;
    committer?: Signature;
    date: Date;
    files: Record<string, string | Buffer>;
    deletions: string[];
  },
): Promise<string> {
  // fast-import can only write to a ref; this one is hidden from git's clients and removed at once.
  const scratch = `refs/internal/${randomUUID()}`;
  const stream: (string | Buffer)[] = [
    `commit ${scratch}\n`,
    `author ${signatureLine(commit.author, commit.date)}\n`,
    `committer ${signatureLine(
      commit.committer ?? commit.author,
      commit.date,
    )}\n`,
    ...dataBlock(commit.message),
    ...(commit.parent ? [`from ${commit.parent}\n`] : []),
  ];
  for (const path of commit.deletions) {
    stream.push(`D ${quotedPath(path)}\n`);
  }
  for (const [path, content] of Object.entries(commit.files)) {
    stream.push(`M 100644 inline ${quotedPath(path)}\n`, ...dataBlock(content));
  }
  stream.push('done\n');
  await repository.run(
    ['fast-import', '--quiet', '--done', '--date-format=raw'],
    {
      input: Buffer.concat(stream.map(part => Buffer.from(part))),
    },
  );
  const sha = await repository.findObject(scratch, 'commit');
  await repository.run(['update-ref', '-d', scratch]);
  if (!sha) {
    throw new Error(`git wrote no commit in ${repository.folder}`);
  }
  return sha;
}

function dataBlock(content: string | Buffer): (string | Buffer)[] {
  const bytes = Buffer.from(content);
  return [`data ${bytes.length}\n`, bytes, '\n'];
}

function signatureLine(signature: Signature, date: Date): string {
  const clean = (text: string) => text.replace(/[<>\n\0]/g, '').trim();
  return `${clean(signature.name)} <${clean(signature.email)}> ${Math.floor(
    date.getTime() / 1000,
  )} +0000`;
}

function quotedPath(path: string): string {
  if (!isSafePath(path)) {
    throw new InputError(
      `'${path}' cannot be a path in a repository: it must be relative and without '..' or '.git'`,
    );
  }
  return `"${path
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n')}"`;
}
