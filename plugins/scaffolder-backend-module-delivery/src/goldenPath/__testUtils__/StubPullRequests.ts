import {
  PullRequest,
  PullRequests,
  PullRequestText,
} from '../pullRequests/PullRequests';

/** Pull requests that stay in memory. */
export class StubPullRequests implements PullRequests {
  readonly opened: ({ branch: string; into: string } & PullRequestText)[] = [];
  readonly updated: PullRequestText[] = [];
  #open: { branch: string; pullRequest: PullRequest } | undefined;

  /** The open one is merged or closed. */
  close(): void {
    this.#open = undefined;
  }

  async findOpen(branch: string): Promise<PullRequest | undefined> {
    return this.#open?.branch === branch ? this.#open.pullRequest : undefined;
  }

  async open(
    request: { branch: string; into: string } & PullRequestText,
  ): Promise<PullRequest> {
    this.opened.push(request);
    const number = this.opened.length;
    const pullRequest = {
      number,
      url: `https://forge.example/acme/checkout-api/pull/${number}`,
    };
    this.#open = { branch: request.branch, pullRequest };
    return pullRequest;
  }

  async update(_request: PullRequest, text: PullRequestText): Promise<void> {
    this.updated.push(text);
  }
}
