import { ForgeServices } from '../ForgeServices';
import { commentJson, issueJson } from '../issues/issueJson';
import { subjectOf } from '../issues/IssueSubject';
import { pullRequestJson } from '../pulls/pullRequestJson';
import { reviewJson } from '../pulls/reviewJson';
import { RepositoryRecord } from '../repositories/records';
import { CommentEvent, IssueEvent, ReviewEvent } from './announceToWebhooks';
import { envelope } from './webhookPayloads';

export function issuePayload(
  services: ForgeServices,
  repository: RepositoryRecord,
  { action, issue, sender }: IssueEvent,
) {
  return {
    action,
    issue: issueJson(services, repository, issue),
    ...envelope(services, repository, sender),
  };
}

export function commentPayload(
  services: ForgeServices,
  repository: RepositoryRecord,
  { action, comment, sender }: CommentEvent,
) {
  const subject = subjectOf(services, repository, comment.number);
  return {
    action,
    issue: subject ? issueJson(services, repository, subject) : null,
    comment: commentJson(services, repository, comment),
    ...envelope(services, repository, sender),
  };
}

export function reviewPayload(
  services: ForgeServices,
  repository: RepositoryRecord,
  { action, review, pullRequest, sender }: ReviewEvent,
) {
  const answer = reviewJson(services, repository, review);
  return {
    action,
    // GitHub's events write states small where its REST answers write them large.
    review: { ...answer, state: answer.state.toLowerCase() },
    pull_request: pullRequestJson(services, repository, pullRequest),
    ...envelope(services, repository, sender),
  };
}
