import { simpleUserOf, simpleUsersOf } from '../accounts/accountJson';
import { ForgeServices } from '../ForgeServices';
import { ForgeUrls } from '../http/ForgeUrls';
import { nodeId, wireTime } from '../http/wire';
import { PullRequestRecord } from '../pulls/records';
import { RepositoryRecord } from '../repositories/records';
import { CommentRecord, IssueRecord, LabelRecord } from './Issues';

export function labelJson(
  urls: ForgeUrls,
  repository: RepositoryRecord,
  label: LabelRecord,
) {
  return {
    id: label.id,
    node_id: nodeId('Label', label.id),
    url: urls.repositoryApi(repository, 'labels', label.name),
    name: label.name,
    color: label.color,
    default: false,
    description: label.description ?? '',
  };
}

/** A pull request is an issue too, as on GitHub. */
export function issueJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  issue: IssueRecord | PullRequestRecord,
) {
  const { urls, accounts, issues } = services;
  const { owner, repo, number } = issue;
  const api = urls.repositoryApi(repository, 'issues', number);
  const isPull = 'headSha' in issue;
  const html = urls.repositoryHtml(
    repository,
    isPull ? 'pull' : 'issues',
    number,
  );
  const assignees = simpleUsersOf(services, issue.assignees ?? []);
  return {
    id: issue.id,
    node_id: nodeId(isPull ? 'PullRequest' : 'Issue', issue.id),
    url: api,
    repository_url: urls.repositoryApi(repository),
    labels_url: `${api}/labels{/name}`,
    comments_url: `${api}/comments`,
    events_url: `${api}/events`,
    html_url: html,
    number,
    state: issue.state,
    state_reason: isPull ? null : issue.stateReason ?? null,
    title: issue.title,
    body: issue.body ?? null,
    user: simpleUserOf(urls, accounts, issue.author),
    labels: issues
      .labelsOf(owner, repo, number)
      .map(label => labelJson(urls, repository, label)),
    assignee: assignees[0] ?? null,
    assignees,
    milestone: null,
    locked: false,
    active_lock_reason: null,
    comments: issues.comments(owner, repo, number).length,
    author_association: 'MEMBER',
    created_at: wireTime(issue.createdAt),
    updated_at: wireTime(issue.updatedAt),
    closed_at: issue.closedAt ? wireTime(issue.closedAt) : null,
    ...(isPull
      ? {
          pull_request: {
            url: urls.repositoryApi(repository, 'pulls', number),
            html_url: html,
            diff_url: `${html}.diff`,
            patch_url: `${html}.patch`,
          },
        }
      : {}),
  };
}

export function commentJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  comment: CommentRecord,
) {
  const { urls, accounts, issues } = services;
  const issue = urls.repositoryApi(repository, 'issues', comment.number);
  const isPull = !issues.find(comment.owner, comment.repo, comment.number);
  return {
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    url: urls.repositoryApi(repository, 'issues', 'comments', comment.id),
    html_url: `${urls.repositoryHtml(
      repository,
      isPull ? 'pull' : 'issues',
      comment.number,
    )}#issuecomment-${comment.id}`,
    issue_url: issue,
    body: comment.body,
    user: simpleUserOf(urls, accounts, comment.author),
    author_association: 'MEMBER',
    created_at: wireTime(comment.createdAt),
    updated_at: wireTime(comment.updatedAt),
  };
}
