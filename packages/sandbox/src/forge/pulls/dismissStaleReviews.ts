import { rulesFor } from '../branches/rulesFor';
import { ForgeServices } from '../ForgeServices';
import { announceToWebhooks } from '../webhooks/announceToWebhooks';
import { PullRequestRecord } from './records';

/** Where the base branch asks for it, new commits take back approvals of older ones. */
export function dismissStaleReviews(
  services: ForgeServices,
  pullRequest: PullRequestRecord,
  sender: string,
): void {
  const { owner, repo, number, baseBranch, headSha } = pullRequest;
  const repository = services.repositories.find(owner, repo);
  const ref = `refs/heads/${baseBranch}`;
  const isAsked =
    repository &&
    rulesFor(services, repository, { ref, by: 'merge' }).some(
      rule => rule.type === 'pull_request' && rule.dismissStaleReviews,
    );
  if (!isAsked) {
    return;
  }
  for (const review of services.reviews.list(owner, repo, number)) {
    if (review.state === 'APPROVED' && review.commitSha !== headSha) {
      const dismissed = services.reviews.put({ ...review, state: 'DISMISSED' });
      announceToWebhooks(services, {
        name: 'pull_request_review',
        event: { action: 'dismissed', review: dismissed, pullRequest, sender },
      });
    }
  }
}
