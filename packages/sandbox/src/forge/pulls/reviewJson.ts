import { simpleUserOf } from '../accounts/accountJson';
import { ForgeServices } from '../ForgeServices';
import { nodeId, wireTime } from '../http/wire';
import { RepositoryRecord } from '../repositories/records';
import { ReviewRecord } from './Reviews';

export function reviewJson(
  { urls, accounts }: ForgeServices,
  repository: RepositoryRecord,
  review: ReviewRecord,
) {
  const pull = urls.repositoryHtml(repository, 'pull', review.number);
  const html = `${pull}#pullrequestreview-${review.id}`;
  const api = urls.repositoryApi(repository, 'pulls', review.number);
  return {
    id: review.id,
    node_id: nodeId('PullRequestReview', review.id),
    user: simpleUserOf(urls, accounts, review.author),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: api,
    author_association: 'MEMBER',
    _links: { html: { href: html }, pull_request: { href: api } },
    ...(review.submittedAt
      ? { submitted_at: wireTime(review.submittedAt) }
      : {}),
    commit_id: review.commitSha,
  };
}
