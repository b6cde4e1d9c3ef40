/** A file as the template renders it. */
export type RenderedFile = {
  path: string;
  content: Buffer;
  executable: boolean;
};

/** Who wrote a commit. */
export type Author = { name: string; email: string };

/** Of all that nobody in particular wrote. */
export const portalAuthor: Author = {
  name: 'Fairway',
  email: 'fairway@noreply.invalid',
};

/** Keeps new commits from being cleaned up before they are pushed. */
const DRAFT_REF = 'refs/fairway/draft';

/**
 * The script with which `git fast-import` makes one commit and prints its name. `snapshot` holds these files and no
 * others, `addition` also all of its parent's.
 */
export function snapshotScript(options: {
  kind: 'snapshot' | 'addition';
  parent: string;
  files: RenderedFile[];
  message: string;
  author: Author;
  now: Date;
}): Buffer {
  const { kind, parent, files, message, author } = options;
  const when = `${Math.floor(options.now.getTime() / 1000)} +0000`;
  return Buffer.concat([
    line(`commit ${DRAFT_REF}`),
    line('mark :1'),
    line(`author ${identityOf(author)} ${when}`),
    line(`committer ${identityOf(portalAuthor)} ${when}`),
    ...data(Buffer.from(message)),
    line(`from ${parent}`),
    ...(kind === 'snapshot' ? [line('deleteall')] : []),
    ...files.flatMap(file => [
      line(
        `M ${file.executable ? '100755' : '100644'} inline ${quoted(
          file.path,
        )}`,
      ),
      ...data(file.content),
    ]),
    line('get-mark :1'),
    line('done'),
  ]);
}

function line(text: string): Buffer {
  return Buffer.from(`${text}\n`);
}

/** The byte count goes first, so that no content can be taken for a command. */
function data(content: Buffer): Buffer[] {
  return [line(`data ${content.length}`), content, line('')];
}

/** A name and an address that cannot break out of their line. */
export function identityOf({ name, email }: Author): string {
  const clean = (text: string) => text.replace(/[<>\0\n\r]/g, '').trim();
  return `${clean(name)} <${clean(email)}>`;
}

/** Quoted as git quotes, so that every path is one word. */
function quoted(path: string): string {
  const escaped = path
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n');
  return `"${escaped}"`;
}
