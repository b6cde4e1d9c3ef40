import { Accounts, Viewer } from '../accounts/Accounts';
import { RepositoryRecord } from './records';
import { RepositorySettingsStore } from './RepositorySettingsStore';

/** From the least to the most. */
const roles = ['read', 'triage', 'write', 'maintain', 'admin'] as const;

/** What somebody may do in a repository; each role includes those before it. */
export type RepositoryRole = (typeof roles)[number];

/** Nothing for who may not even know of the repository. */
export function roleOf(
  rooms: { accounts: Accounts; settings: RepositorySettingsStore },
  repository: RepositoryRecord,
  viewer: Viewer | undefined,
): RepositoryRole | undefined {
  const { accounts, settings } = rooms;
  const base = repository.private ? undefined : 'read';
  if (!viewer) {
    return base;
  }
  const owner = accounts.find(repository.owner);
  if (viewer.admin || owner?.login === viewer.login) {
    return 'admin';
  }
  const lists = settings.get(repository.owner, repository.name);
  const granted = [
    base,
    lists.collaborators[viewer.login],
    ...accounts
      .teams(repository.owner)
      .filter(team => team.members.includes(viewer.login))
      .map(team => lists.teams[team.slug]),
    owner?.kind === 'organization' ? owner.memberPermission : undefined,
  ];
  return roles.findLast(role => granted.some(name => toRole(name) === role));
}

/** Whether a role suffices for what asks for another. */
export function includesRole(
  role: RepositoryRole | undefined,
  asked: RepositoryRole,
): boolean {
  return role !== undefined && roles.indexOf(role) >= roles.indexOf(asked);
}

/** Requests say pull and push where repositories say read and write. */
export function toRole(
  permission: string | undefined,
): RepositoryRole | undefined {
  switch (permission) {
    case 'pull':
      return 'read';
    case 'push':
      return 'write';
    default:
      return roles.find(role => role === permission);
  }
}

/** GitHub's flags: what a role includes, by the names of requests. */
export function permissionsJson(role: RepositoryRole | undefined) {
  return {
    pull: includesRole(role, 'read'),
    triage: includesRole(role, 'triage'),
    push: includesRole(role, 'write'),
    maintain: includesRole(role, 'maintain'),
    admin: includesRole(role, 'admin'),
  };
}
