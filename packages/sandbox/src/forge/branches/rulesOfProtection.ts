import { BranchProtection } from '../repositories/records';
import { RefRule } from './RefRule';

/** Who changes a ref, as far as protection cares. */
export interface RefActor {
  login: string;
  isAdmin: boolean;
  /** Slugs. */
  teams: string[];
}

/** The rules of a protected branch that bind an actor; all of them without one. */
export function rulesOfProtection(
  protection: BranchProtection,
  actor: RefActor | undefined,
): RefRule[] {
  const origin = 'protection';
  // Who administers may do anything but rewrite or remove the branch, unless the protection binds them too.
  const isFree = actor?.isAdmin && !protection.enforceAdmins;
  const rules: (RefRule | false)[] = [
    !protection.allowDeletions && { origin, type: 'deletion' },
    !protection.allowForcePushes && { origin, type: 'non_fast_forward' },
    !isFree &&
      protection.requiredLinearHistory && {
        origin,
        type: 'required_linear_history',
      },
    !isFree &&
      protection.requiredSignatures && { origin, type: 'required_signatures' },
    !isFree && isShutOut(protection, actor) && { origin, type: 'update' },
    !isFree &&
      protection.blockCreations &&
      isShutOut(protection, actor) && { origin, type: 'creation' },
  ];
  const { requiredReviews: reviews, requiredStatusChecks: checks } = protection;
  if (reviews && !isFree && !isNamed(protection.pullRequestBypass, actor)) {
    rules.push({ origin, type: 'pull_request', ...reviews });
  }
  if (checks && checks.contexts.length > 0 && !isFree) {
    rules.push({ origin, type: 'required_status_checks', ...checks });
  }
  return rules.filter(rule => rule !== false);
}

function isShutOut(
  { restrictions, lockBranch }: BranchProtection,
  actor: RefActor | undefined,
): boolean {
  return (
    lockBranch === true ||
    (restrictions !== undefined &&
      actor !== undefined &&
      !isNamed(restrictions, actor))
  );
}

function isNamed(
  list: BranchProtection['restrictions'],
  actor: RefActor | undefined,
): boolean {
  return (
    list !== undefined &&
    actor !== undefined &&
    (list.users.includes(actor.login) ||
      list.teams.some(team => actor.teams.includes(team)))
  );
}
