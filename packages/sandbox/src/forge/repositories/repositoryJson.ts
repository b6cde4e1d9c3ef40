import { Accounts } from '../accounts/Accounts';
import { simpleUserJson } from '../accounts/accountJson';
import { ForgeUrls } from '../http/ForgeUrls';
import { nodeId, wireTime } from '../http/wire';
import { RepositoryRecord } from './records';

/** GitHub's `full-repository`, which holds all that its smaller forms hold. */
export function repositoryJson(
  urls: ForgeUrls,
  accounts: Accounts,
  record: RepositoryRecord,
) {
  const account = accounts.find(record.owner);
  if (!account) {
    throw new Error(
      `The repository '${record.owner}/${record.name}' belongs to an account that the forge was not started with`,
    );
  }
  const owner = simpleUserJson(urls, account);
  const html = urls.html(record.owner, record.name);
  return {
    id: record.id,
    node_id: nodeId('Repository', record.id),
    name: record.name,
    full_name: `${record.owner}/${record.name}`,
    private: record.private,
    owner,
    ...(account.kind === 'organization' ? { organization: owner } : {}),
    html_url: html,
    description: record.description ?? null,
    fork: false,
    ...repositoryUrls(urls.api('repos', record.owner, record.name)),
    git_url: `${html}.git`,
    ssh_url: `${html}.git`,
    clone_url: `${html}.git`,
    svn_url: html,
    mirror_url: null,
    homepage: record.homepage ?? null,
    language: null,
    license: null,
    forks: 0,
    forks_count: 0,
    stargazers_count: 0,
    watchers: 0,
    watchers_count: 0,
    network_count: 0,
    subscribers_count: 0,
    open_issues: 0,
    open_issues_count: 0,
    size: record.sizeInKilobytes,
    default_branch: record.defaultBranch,
    is_template: false,
    topics: record.topics,
    has_issues: record.hasIssues,
    has_projects: record.hasProjects,
    has_wiki: record.hasWiki,
    has_pages: false,
    has_downloads: false,
    has_discussions: false,
    archived: record.archived,
    disabled: false,
    visibility: record.private ? 'private' : 'public',
    allow_merge_commit: record.allowMergeCommit,
    allow_squash_merge: record.allowSquashMerge,
    allow_rebase_merge: record.allowRebaseMerge,
    allow_auto_merge: record.allowAutoMerge,
    allow_update_branch: record.allowUpdateBranch,
    allow_forking: true,
    delete_branch_on_merge: record.deleteBranchOnMerge,
    squash_merge_commit_title: record.squashMergeCommitTitle,
    squash_merge_commit_message: record.squashMergeCommitMessage,
    web_commit_signoff_required: false,
    pushed_at: wireTime(record.pushedAt),
    created_at: wireTime(record.createdAt),
    updated_at: wireTime(record.updatedAt),
  };
}

function repositoryUrls(api: string) {
  return {
    url: api,
    archive_url: `${api}/{archive_format}{/ref}`,
    assignees_url: `${api}/assignees{/user}`,
    blobs_url: `${api}/git/blobs{/sha}`,
    branches_url: `${api}/branches{/branch}`,
    collaborators_url: `${api}/collaborators{/collaborator}`,
    comments_url: `${api}/comments{/number}`,
    commits_url: `${api}/commits{/sha}`,
    compare_url: `${api}/compare/{base}...{head}`,
    contents_url: `${api}/contents/{+path}`,
    contributors_url: `${api}/contributors`,
    deployments_url: `${api}/deployments`,
    downloads_url: `${api}/downloads`,
    events_url: `${api}/events`,
    forks_url: `${api}/forks`,
    git_commits_url: `${api}/git/commits{/sha}`,
    git_refs_url: `${api}/git/refs{/sha}`,
    git_tags_url: `${api}/git/tags{/sha}`,
    hooks_url: `${api}/hooks`,
    issue_comment_url: `${api}/issues/comments{/number}`,
    issue_events_url: `${api}/issues/events{/number}`,
    issues_url: `${api}/issues{/number}`,
    keys_url: `${api}/keys{/key_id}`,
    labels_url: `${api}/labels{/name}`,
    languages_url: `${api}/languages`,
    merges_url: `${api}/merges`,
    milestones_url: `${api}/milestones{/number}`,
    notifications_url: `${api}/notifications{?since,all,participating}`,
    pulls_url: `${api}/pulls{/number}`,
    releases_url: `${api}/releases{/id}`,
    stargazers_url: `${api}/stargazers`,
    statuses_url: `${api}/statuses/{sha}`,
    subscribers_url: `${api}/subscribers`,
    subscription_url: `${api}/subscription`,
    tags_url: `${api}/tags`,
    teams_url: `${api}/teams`,
    trees_url: `${api}/git/trees{/sha}`,
  };
}
