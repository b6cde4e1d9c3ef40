/** An open pull request, as far as a preview is made of it. */
export interface PreviewedPullRequest {
  number: number;
  title: string;
  author: string;
  headBranch: string;
  headSha: string;
  baseBranch: string;
  labels: string[];
}

/** Finds the open pull requests of a repository. */
export type FindPullRequests = (
  owner: string,
  repo: string,
) => Promise<PreviewedPullRequest[]>;
