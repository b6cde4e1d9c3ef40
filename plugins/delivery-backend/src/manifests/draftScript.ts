/** A commit before it is made: what one file becomes, and why. */
export interface Draft {
  file: string;
  text: string;
  message: string;
  author: { name: string; email: string };
}

/** Keeps the newest drafts from being cleaned up before they are pushed. */
const DRAFT_REF = 'refs/fairway/drafts';

/** The script with which `git fast-import` makes the commits of some drafts and prints their names. */
export function draftScript(
  parent: string,
  drafts: Draft[],
  now: Date,
): string {
  const when = `${Math.floor(now.getTime() / 1000)} +0000`;
  const commits = drafts.map((draft, index) =>
    [
      `commit ${DRAFT_REF}`,
      `mark :${index + 1}`,
      `author ${identityOf(draft.author)} ${when}`,
      `committer Fairway <fairway@noreply.invalid> ${when}`,
      data(draft.message),
      `from ${index === 0 ? parent : `:${index}`}`,
      `M 100644 inline ${pathOf(draft.file)}`,
      data(draft.text),
      `get-mark :${index + 1}`,
    ].join('\n'),
  );
  return [...commits, 'done', ''].join('\n');
}

/** The byte count goes first, so that no content can be taken for a command. */
function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}`;
}

function identityOf({ name, email }: Draft['author']): string {
  const clean = (text: string) => text.replace(/[<>\0\n\r]/g, '').trim();
  return `${clean(name)} <${clean(email)}>`;
}

/** Quoted as git quotes, so that every path is one word. */
function pathOf(file: string): string {
  const quoted = file
    .replace(/\\/g, '\\\\')
    .replace(/"/g, '\\"')
    .replace(/\n/g, '\\n');
  return `"${quoted}"`;
}
