/** Who wrote a commit. */
export interface Signature {
  name: string;
  email: string;
}

/** One commit onto one branch. */
export interface CommitInput {
  owner: string;
  repo: string;
  branch: string;
  message: string;
  author: Signature;
  /** The author when absent. */
  committer?: Signature;
  /** Author and committer date; now when absent. */
  date?: Date;
  /** From path to content. */
  files?: Record<string, string | Buffer>;
  deletions?: string[];
  /** The commit that the branch must still point to. */
  expectedHead?: string;
  /** Login of who pushes; the login of the sandbox's own account when absent. */
  pusher?: string;
  /** Part of the seeded history: listeners see it marked, webhooks not at all. */
  silent?: boolean;
}

export interface CommitResult {
  sha: string;
  /** Forty zeros when the branch is new. */
  before: string;
}
