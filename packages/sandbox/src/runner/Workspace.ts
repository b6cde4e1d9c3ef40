import { SarifLog } from '../forge/codeScanning/records';

/** A commit whose files a job has on its disk. */
export interface Checkout {
  owner: string;
  repo: string;
  commit: string;
  /** The branch that a push goes to; missing where a commit was asked for. */
  branch?: string;
}

export type WorkspaceFile = SarifLog | string;

/** What a job has on its disk, as far as later steps read it. */
export class Workspace {
  checkout?: Checkout;
  readonly #files = new Map<string, WorkspaceFile>();

  write(path: string, content: WorkspaceFile): void {
    this.#files.set(normalise(path), content);
  }

  /** The file of that name, or all files of that folder, or those that a pattern with `*` names; by their whole path. */
  find(path: string): Map<string, WorkspaceFile> {
    const wanted = normalise(path);
    return new Map([...this.#files].filter(([name]) => covers(wanted, name)));
  }
}

/** Relative to the folder of the repository, unless it lies elsewhere. */
export function normalise(path: string): string {
  return path
    .trim()
    .replace(
      /^(?:\/home\/runner\/work\/([^/]+)\/\1|\$\{?GITHUB_WORKSPACE\}?)(?:\/|$)/,
      '',
    )
    .replace(/^(?:\.\/)+/, '')
    .replace(/\/+$/, '')
    .replace(/^\.$/, '');
}

function covers(wanted: string, name: string): boolean {
  if (!wanted.includes('*')) {
    return (
      name === wanted ||
      (wanted === '' ? !name.startsWith('/') : name.startsWith(`${wanted}/`))
    );
  }
  const [start, ...rest] = wanted.split(/\*+/);
  return name.startsWith(start) && name.endsWith(rest.at(-1) ?? '');
}
