import { simpleUserOf, simpleUsersOf, teamJson } from '../accounts/accountJson';
import { ForgeServices } from '../ForgeServices';
import { nodeId, wireTime } from '../http/wire';
import { labelJson } from '../issues/issueJson';
import { RepositoryRecord } from '../repositories/records';
import { repositoryJson } from '../repositories/repositoryJson';
import { mergeStateOf } from './mergeState';
import { PullRequestRecord } from './records';

/** A pull request as lists show it. */
export function pullRequestJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  pull: PullRequestRecord,
) {
  const { urls, accounts, issues } = services;
  const { number, owner, repo } = pull;
  const api = urls.repositoryApi(repository, 'pulls', number);
  const issue = urls.repositoryApi(repository, 'issues', number);
  const html = urls.repositoryHtml(repository, 'pull', number);
  const statuses = urls.repositoryApi(repository, 'statuses', pull.headSha);
  const side = (branch: string, sha: string) => ({
    label: `${owner}:${branch}`,
    ref: branch,
    sha,
    user: simpleUserOf(urls, accounts, owner),
    repo: repositoryJson(urls, accounts, repository),
  });
  const links = {
    self: api,
    html,
    issue,
    comments: `${issue}/comments`,
    review_comments: `${api}/comments`,
    review_comment: `${urls.repositoryApi(
      repository,
      'pulls',
      'comments',
    )}{/number}`,
    commits: `${api}/commits`,
    statuses,
  };
  const assignees = simpleUsersOf(services, pull.assignees ?? []);
  return {
    id: pull.id,
    node_id: nodeId('PullRequest', pull.id),
    number,
    state: pull.state,
    locked: false,
    title: pull.title,
    body: pull.body ?? null,
    draft: pull.draft,
    user: simpleUserOf(urls, accounts, pull.author),
    author_association: 'MEMBER',
    labels: issues
      .labelsOf(owner, repo, number)
      .map(label => labelJson(urls, repository, label)),
    milestone: null,
    assignee: assignees[0] ?? null,
    assignees,
    requested_reviewers: simpleUsersOf(services, pull.requestedReviewers ?? []),
    requested_teams: requestedTeamsJson(services, pull),
    auto_merge: null,
    active_lock_reason: null,
    head: side(pull.headBranch, pull.headSha),
    base: side(pull.baseBranch, pull.baseSha),
    merge_commit_sha: pull.mergeCommitSha ?? null,
    merged_at: pull.mergedAt ? wireTime(pull.mergedAt) : null,
    created_at: wireTime(pull.createdAt),
    updated_at: wireTime(pull.updatedAt),
    closed_at: pull.closedAt ? wireTime(pull.closedAt) : null,
    url: api,
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: issue,
    commits_url: links.commits,
    comments_url: links.comments,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    statuses_url: statuses,
    _links: Object.fromEntries(
      Object.entries(links).map(([name, href]) => [name, { href }]),
    ),
  };
}

export function requestedTeamsJson(
  services: ForgeServices,
  pull: PullRequestRecord,
) {
  return services.accounts
    .teams(pull.owner)
    .filter(team => pull.requestedTeams?.includes(team.slug))
    .map(team => teamJson(services.urls, team, 'pull'));
}

/** With what only git can tell: its size, and whether it can be merged. */
export async function fullPullRequestJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  pull: PullRequestRecord,
) {
  const git = services.git.repository(pull.owner, pull.repo);
  const from = await pullRequestBase(services, pull);
  const [changes, commits, { mergeable, state }] = await Promise.all([
    git.changes(from, pull.headSha, { patches: false }),
    git.commits({ from: [pull.headSha], notFrom: [from] }),
    mergeStateOf(services, repository, pull),
  ]);
  const merged = pull.mergedAt !== undefined;
  return {
    ...pullRequestJson(services, repository, pull),
    merged,
    merged_by: pull.mergedBy
      ? simpleUserOf(services.urls, services.accounts, pull.mergedBy)
      : null,
    mergeable,
    mergeable_state: state,
    rebaseable: mergeable,
    maintainer_can_modify: false,
    comments: services.issues.comments(pull.owner, pull.repo, pull.number)
      .length,
    review_comments: 0,
    commits: commits.length,
    additions: changes.reduce((sum, change) => sum + change.additions, 0),
    deletions: changes.reduce((sum, change) => sum + change.deletions, 0),
    changed_files: changes.length,
  };
}

/** Where the head left the base: what a pull request changes is seen from here. */
export async function pullRequestBase(
  services: ForgeServices,
  pull: PullRequestRecord,
): Promise<string> {
  const git = services.git.repository(pull.owner, pull.repo);
  const mergeBase = await git.mergeBase(pull.baseSha, pull.headSha);
  return mergeBase ?? pull.baseSha;
}
