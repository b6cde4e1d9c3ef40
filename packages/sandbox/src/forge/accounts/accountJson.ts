import { ForgeUrls } from '../http/ForgeUrls';
import { nodeId, wireTime } from '../http/wire';
import { Account, Accounts, ForgeTeam } from './Accounts';

/** GitHub's `simple-user`, which also stands for organisations. */
export function simpleUserJson(urls: ForgeUrls, account: Account) {
  const { login, id } = account;
  const api = urls.api('users', login);
  return {
    login,
    id,
    node_id: nodeId('User', id),
    avatar_url: urls.html('avatars', login),
    gravatar_id: '',
    url: api,
    html_url: urls.html(login),
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: account.kind === 'user' ? 'User' : 'Organization',
    user_view_type: 'public',
    site_admin: account.kind === 'user' && account.admin,
  };
}

/** For a login that may be of nobody the forge knows (a removed account): then nothing. */
export function simpleUserOf(
  urls: ForgeUrls,
  accounts: Accounts,
  login: string,
) {
  const account = accounts.find(login);
  return account ? simpleUserJson(urls, account) : null;
}

/** Those of the logins that the forge knows. */
export function simpleUsersOf(
  services: { urls: ForgeUrls; accounts: Accounts },
  logins: readonly string[],
) {
  return logins.flatMap(login => {
    const account = services.accounts.find(login);
    return account ? [simpleUserJson(services.urls, account)] : [];
  });
}

export function publicUserJson(
  urls: ForgeUrls,
  account: Account,
  publicRepos: number,
  since: string,
) {
  return {
    ...simpleUserJson(urls, account),
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: account.kind === 'user' ? account.email : null,
    hireable: null,
    bio: null,
    public_repos: publicRepos,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: wireTime(since),
    updated_at: wireTime(since),
  };
}

export function organizationJson(
  urls: ForgeUrls,
  account: Account,
  publicRepos: number,
  since: string,
) {
  const { login, id, name } = account;
  const api = urls.api('orgs', login);
  return {
    login,
    id,
    node_id: nodeId('Organization', id),
    url: api,
    repos_url: `${api}/repos`,
    events_url: `${api}/events`,
    hooks_url: `${api}/hooks`,
    issues_url: `${api}/issues`,
    members_url: `${api}/members{/member}`,
    public_members_url: `${api}/public_members{/member}`,
    avatar_url: urls.html('avatars', login),
    description: null,
    name,
    html_url: urls.html(login),
    has_organization_projects: false,
    has_repository_projects: false,
    public_repos: publicRepos,
    public_gists: 0,
    followers: 0,
    following: 0,
    type: 'Organization',
    created_at: wireTime(since),
    updated_at: wireTime(since),
    archived_at: null,
  };
}

export function teamJson(
  urls: ForgeUrls,
  team: ForgeTeam & { id: number },
  permission: string,
) {
  const api = urls.api('orgs', team.organization, 'teams', team.slug);
  return {
    id: team.id,
    node_id: nodeId('Team', team.id),
    url: api,
    html_url: urls.html('orgs', team.organization, 'teams', team.slug),
    name: team.name,
    slug: team.slug,
    description: null,
    privacy: 'closed',
    notification_setting: 'notifications_enabled',
    permission,
    members_url: `${api}/members{/member}`,
    repositories_url: `${api}/repos`,
    parent: null,
  };
}
