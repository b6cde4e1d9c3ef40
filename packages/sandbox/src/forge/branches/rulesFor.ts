import { Viewer } from '../accounts/Accounts';
import { ForgeServices } from '../ForgeServices';
import { RepositoryRecord } from '../repositories/records';
import { includesRole, RepositoryRole, roleOf } from '../repositories/roles';
import { matchesRefPattern } from './matchesRefPattern';
import { RefRule } from './RefRule';
import { RulesetRecord } from './Rulesets';
import { RefActor, rulesOfProtection } from './rulesOfProtection';
import { rulesOfRuleset } from './rulesOfRuleset';

/** What binds a viewer who changes a ref, directly or by a merge; without a viewer all that holds there. */
export function rulesFor(
  services: ForgeServices,
  repository: RepositoryRecord,
  change: { ref: string; by: 'push' | 'merge' },
  viewer?: Viewer,
): RefRule[] {
  const branch = /^refs\/heads\/(.+)$/.exec(change.ref)?.[1];
  const protection =
    branch === undefined
      ? undefined
      : services.branches.find(repository.owner, repository.name, branch);
  const actor = viewer && actorOf(services, repository, viewer);
  return [
    ...(protection ? rulesOfProtection(protection, actor) : []),
    ...rulesetsFor(services, repository, change.ref)
      .filter(
        ruleset =>
          !viewer ||
          !bypasses(services, repository, ruleset, viewer, change.by),
      )
      .flatMap(rulesOfRuleset),
  ];
}

/** The active rulesets whose conditions name the ref. */
export function rulesetsFor(
  services: ForgeServices,
  repository: RepositoryRecord,
  ref: string,
): RulesetRecord[] {
  const prefix = { branch: 'refs/heads/', tag: 'refs/tags/', push: undefined };
  const named = (patterns: string[]) =>
    patterns.some(
      pattern =>
        pattern === '~ALL' ||
        (pattern === '~DEFAULT_BRANCH' &&
          ref === `refs/heads/${repository.defaultBranch}`) ||
        matchesRefPattern(pattern, ref),
    );
  return services.rulesets.documents
    .list(repository.owner, repository.name)
    .filter(({ enforcement, target, conditions }) => {
      const { include, exclude } = conditions.ref_name;
      const start = prefix[target];
      return (
        enforcement === 'active' &&
        start !== undefined &&
        ref.startsWith(start) &&
        named(include) &&
        !named(exclude)
      );
    });
}

/** Rulesets name roles by number. */
const numberedRoles = new Map<number, RepositoryRole>([
  [2, 'maintain'],
  [4, 'write'],
  [5, 'admin'],
]);

/** Whether a viewer may pass by a ruleset. */
export function bypasses(
  services: ForgeServices,
  repository: RepositoryRecord,
  ruleset: RulesetRecord,
  viewer: Viewer,
  by: 'push' | 'merge',
): boolean {
  const role = roleOf(services, repository, viewer);
  return ruleset.bypassActors.some(actor => {
    if (actor.bypass_mode === 'pull_request' && by === 'push') {
      return false;
    }
    switch (actor.actor_type) {
      case 'OrganizationAdmin':
        return viewer.admin;
      case 'RepositoryRole': {
        const asked = numberedRoles.get(actor.actor_id ?? 0);
        return asked !== undefined && includesRole(role, asked);
      }
      case 'Team':
        return services.accounts
          .teams(repository.owner)
          .some(
            team =>
              team.id === actor.actor_id && team.members.includes(viewer.login),
          );
      default:
        return false;
    }
  });
}

function actorOf(
  services: ForgeServices,
  repository: RepositoryRecord,
  viewer: Viewer,
): RefActor {
  return {
    login: viewer.login,
    isAdmin: roleOf(services, repository, viewer) === 'admin',
    teams: services.accounts
      .teams(repository.owner)
      .filter(team => team.members.includes(viewer.login))
      .map(team => team.slug),
  };
}
