import { Viewer } from '../accounts/Accounts';
import { RefRule } from '../branches/RefRule';
import { isAllPassed, refusalsOfChecks } from '../branches/requiredChecks';
import { unsigned } from '../branches/judgeRefChange';
import { rulesFor } from '../branches/rulesFor';
import { ForgeServices } from '../ForgeServices';
import { mergeTrees } from '../git/mergeTrees';
import { RepositoryRecord } from '../repositories/records';
import { includesRole, roleOf } from '../repositories/roles';
import { MergeMethod } from './mergeBranches';
import { PullRequestRecord } from './records';
import { reviewRefusals } from './reviewRefusals';

export interface MergeState {
  /** Nothing for what is closed. */
  mergeable: boolean | null;
  state:
    | 'clean'
    | 'dirty'
    | 'draft'
    | 'blocked'
    | 'behind'
    | 'unstable'
    | 'unknown';
}

/** Whether a pull request can be merged, and if not, the first thing that GitHub would say. */
export async function mergeStateOf(
  services: ForgeServices,
  repository: RepositoryRecord,
  pull: PullRequestRecord,
): Promise<MergeState> {
  const git = services.git.repository(pull.owner, pull.repo);
  const base = await git.findObject(`refs/heads/${pull.baseBranch}`, 'commit');
  if (pull.state === 'closed' || !base) {
    return { mergeable: null, state: 'unknown' };
  }
  if (!(await mergeTrees(git, base, pull.headSha))) {
    return { mergeable: false, state: 'dirty' };
  }
  const rules = mergeRules(services, repository, pull);
  return {
    mergeable: true,
    state: await stateWithoutConflict(services, repository, pull, base, rules),
  };
}

async function stateWithoutConflict(
  services: ForgeServices,
  repository: RepositoryRecord,
  pull: PullRequestRecord,
  base: string,
  rules: RefRule[],
): Promise<MergeState['state']> {
  if (pull.draft) {
    return 'draft';
  }
  if (refusalsOfRules(services, repository, pull, rules).length > 0) {
    return 'blocked';
  }
  if (isStrict(rules) && !(await holds(services, pull, base))) {
    return 'behind';
  }
  const { owner, repo, headSha } = pull;
  return isAllPassed(services, { owner, repo, sha: headSha })
    ? 'clean'
    : 'unstable';
}

/** Why a viewer may not merge a pull request that has no conflicts; nothing when they may. */
export async function mergeRefusals(
  services: ForgeServices,
  repository: RepositoryRecord,
  pull: PullRequestRecord,
  viewer: Viewer,
  method: MergeMethod,
): Promise<string[]> {
  const rules = mergeRules(services, repository, pull, viewer);
  const has = (type: RefRule['type']) => rules.some(rule => rule.type === type);
  const refusals = refusalsOfRules(services, repository, pull, rules);
  if (has('update')) {
    refusals.push('You are not authorized to push to this branch.');
  }
  if (has('required_linear_history') && method === 'merge') {
    refusals.push('This branch must not contain merge commits.');
  }
  const git = services.git.repository(pull.owner, pull.repo);
  const base = await git.findObject(`refs/heads/${pull.baseBranch}`, 'commit');
  if (base && isStrict(rules) && !(await holds(services, pull, base))) {
    refusals.push('The head branch is not up to date with the base branch.');
  }
  // Squashed commits are made, and on GitHub signed, by the forge.
  if (base && has('required_signatures') && method !== 'squash') {
    const commits = await git.commits({
      from: [pull.headSha],
      notFrom: [base],
    });
    const missing = await unsigned(
      git,
      commits.map(({ sha }) => sha),
    );
    if (missing.length > 0) {
      refusals.push('Commits must have verified signatures.');
    }
  }
  return refusals;
}

function mergeRules(
  services: ForgeServices,
  repository: RepositoryRecord,
  pull: PullRequestRecord,
  viewer?: Viewer,
): RefRule[] {
  const ref = `refs/heads/${pull.baseBranch}`;
  return rulesFor(services, repository, { ref, by: 'merge' }, viewer);
}

/** Refusals for missing reviews and checks. */
function refusalsOfRules(
  services: ForgeServices,
  repository: RepositoryRecord,
  pull: PullRequestRecord,
  rules: RefRule[],
): string[] {
  const { owner, repo, number, headSha } = pull;
  const reviews = services.reviews.list(owner, repo, number);
  const mayReview = (login: string) => {
    const account = services.accounts.find(login);
    return (
      account?.kind === 'user' &&
      includesRole(roleOf(services, repository, account), 'write')
    );
  };
  return [
    ...new Set(
      rules.flatMap(rule =>
        rule.type === 'pull_request'
          ? reviewRefusals(pull, reviews, mayReview, rule)
          : [],
      ),
    ),
    ...refusalsOfChecks(services, { owner, repo, sha: headSha }, rules),
  ];
}

function isStrict(rules: RefRule[]): boolean {
  return rules.some(
    rule => rule.type === 'required_status_checks' && rule.strict,
  );
}

/** Whether the head holds the newest commit of the base. */
async function holds(
  services: ForgeServices,
  { owner, repo, headSha }: PullRequestRecord,
  base: string,
): Promise<boolean> {
  return services.git.repository(owner, repo).isAncestor(base, headSha);
}
