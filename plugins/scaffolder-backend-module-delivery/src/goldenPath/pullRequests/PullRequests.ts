/** An open pull request, or merge request. */
export type PullRequest = { number: number; url: string };

/** What people read of a pull request. */
export type PullRequestText = { title: string; body: string };

/** The pull requests of one repository. */
export interface PullRequests {
  /** The open one that would merge this branch. */
  findOpen(branch: string): Promise<PullRequest | undefined>;
  open(
    request: { branch: string; into: string } & PullRequestText,
  ): Promise<PullRequest>;
  update(request: PullRequest, text: PullRequestText): Promise<void>;
}
