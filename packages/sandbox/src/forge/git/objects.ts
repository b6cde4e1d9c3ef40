import { Signature } from './CommitInput';

/** What git prints where there is no object. */
export const ZERO_SHA = '0'.repeat(40);

/** The tree without entries, which every repository knows. */
export const EMPTY_TREE_SHA = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

export interface GitRef {
  /** `refs/heads/main`. */
  name: string;
  sha: string;
  type: 'commit' | 'tag' | 'tree' | 'blob';
}

export interface GitCommit {
  sha: string;
  tree: string;
  parents: string[];
  message: string;
  author: Signature & { date: string };
  committer: Signature & { date: string };
}

export interface GitTreeEntry {
  path: string;
  mode: string;
  type: 'blob' | 'tree' | 'commit';
  sha: string;
  /** Of blobs only. */
  size?: number;
}

export interface GitFileChange {
  path: string;
  previousPath?: string;
  status: 'added' | 'removed' | 'modified' | 'renamed' | 'changed';
  /** Blob after the change; before it when the file was removed. */
  sha: string;
  additions: number;
  deletions: number;
  /** Absent for binary files. */
  patch?: string;
}

export function objectType(text: string): GitRef['type'] {
  switch (text) {
    case 'commit':
    case 'tag':
    case 'tree':
    case 'blob':
      return text;
    default:
      throw new Error(`git named an object type that does not exist: ${text}`);
  }
}
