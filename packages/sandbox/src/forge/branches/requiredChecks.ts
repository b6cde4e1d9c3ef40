import { ForgeServices } from '../ForgeServices';
import { RefRule } from './RefRule';

const PASSED = new Set(['success', 'neutral', 'skipped']);

/** Why the required checks of a commit do not let it in; nothing when all have passed. */
export function refusalsOfChecks(
  services: ForgeServices,
  place: { owner: string; repo: string; sha: string },
  rules: readonly RefRule[],
): string[] {
  const contexts = new Set(
    rules.flatMap(rule =>
      rule.type === 'required_status_checks' ? rule.contexts : [],
    ),
  );
  return [...contexts].flatMap(context => {
    const state = stateOf(services, place, context);
    return state === 'passed'
      ? []
      : [`Required status check "${context}" is ${state}.`];
  });
}

function stateOf(
  { checks, statuses }: ForgeServices,
  { owner, repo, sha }: { owner: string; repo: string; sha: string },
  context: string,
): 'passed' | 'failing' | 'pending' | 'expected' {
  const check = checks
    .latest(owner, repo, sha)
    .find(({ name }) => name === context);
  if (check) {
    if (check.status !== 'completed') {
      return 'pending';
    }
    return PASSED.has(check.conclusion ?? '') ? 'passed' : 'failing';
  }
  const status = statuses
    .latest(owner, repo, sha)
    .find(known => known.context === context);
  switch (status?.state) {
    case undefined:
      return 'expected';
    case 'success':
      return 'passed';
    case 'pending':
      return 'pending';
    default:
      return 'failing';
  }
}

/** Whether all that was reported on a commit, required or not, has passed. */
export function isAllPassed(
  { checks, statuses }: ForgeServices,
  { owner, repo, sha }: { owner: string; repo: string; sha: string },
): boolean {
  return (
    checks
      .latest(owner, repo, sha)
      .every(
        ({ status, conclusion }) =>
          status === 'completed' && PASSED.has(conclusion ?? ''),
      ) &&
    statuses.latest(owner, repo, sha).every(({ state }) => state === 'success')
  );
}
