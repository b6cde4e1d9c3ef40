/** A pull request; its commits and files are read from git. */
export interface PullRequestRecord {
  id: number;
  owner: string;
  repo: string;
  number: number;
  title: string;
  body?: string;
  state: 'open' | 'closed';
  draft: boolean;
  /** Login of the author. */
  author: string;
  /** Logins. */
  assignees?: string[];
  /** Logins of who is asked for a review. */
  requestedReviewers?: string[];
  /** Slugs of teams that are asked for a review. */
  requestedTeams?: string[];
  /** Login of who pushed the head last; the author when absent. */
  lastPusher?: string;
  headBranch: string;
  headSha: string;
  baseBranch: string;
  /** The commit that the base branch pointed to when the pull request was opened or last updated. */
  baseSha: string;
  mergedAt?: string;
  mergedBy?: string;
  mergeCommitSha?: string;
  createdAt: string;
  updatedAt: string;
  closedAt?: string;
}

export interface NewPullRequest {
  owner: string;
  repo: string;
  title: string;
  body?: string;
  /** Branch of the same repository. */
  head: string;
  base: string;
  author: string;
  draft?: boolean;
  createdAt?: Date;
  /** Part of the seeded history: listeners see it marked, webhooks not at all. */
  silent?: boolean;
}
