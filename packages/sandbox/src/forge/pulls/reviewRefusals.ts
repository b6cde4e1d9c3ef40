import { PullRequestRule } from '../branches/RefRule';
import { PullRequestRecord } from './records';
import { ReviewRecord } from './Reviews';

/** Why the reviews of a pull request do not let it in; nothing when they do. */
export function reviewRefusals(
  pull: PullRequestRecord,
  reviews: readonly ReviewRecord[],
  mayReview: (login: string) => boolean,
  rule: PullRequestRule,
): string[] {
  const opinions = new Map<string, ReviewRecord>();
  for (const review of reviews) {
    // A comment does not take back what its author said before.
    if (
      ['APPROVED', 'CHANGES_REQUESTED', 'DISMISSED'].includes(review.state) &&
      review.author !== pull.author &&
      mayReview(review.author)
    ) {
      opinions.set(review.author, review);
    }
  }
  const latest = [...opinions.values()];
  const refusals: string[] = [];
  const objectors = latest.filter(({ state }) => state === 'CHANGES_REQUESTED');
  if (objectors.length > 0) {
    refusals.push(
      `Changes were requested by ${objectors
        .map(({ author }) => author)
        .join(', ')}.`,
    );
  }
  const approvers = latest.filter(({ state }) => state === 'APPROVED');
  const asked = rule.approvingReviewCount;
  if (approvers.length < asked) {
    refusals.push(
      `At least ${asked} approving review${
        asked === 1 ? ' is' : 's are'
      } required by reviewers with write access.`,
    );
  }
  const lastPusher = pull.lastPusher ?? pull.author;
  if (
    rule.requireLastPushApproval &&
    !approvers.some(
      ({ author, commitSha }) =>
        author !== lastPusher && commitSha === pull.headSha,
    )
  ) {
    refusals.push(
      'New changes require approval from someone other than the last pusher.',
    );
  }
  return refusals;
}
