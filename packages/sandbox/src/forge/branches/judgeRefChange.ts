import { Viewer } from '../accounts/Accounts';
import { ForgeServices } from '../ForgeServices';
import type { GitRepository } from '../git/GitRepository';
import { ZERO_SHA } from '../git/objects';
import { ApiError } from '../http/ApiError';
import { RepositoryRecord } from '../repositories/records';
import { RefRule } from './RefRule';
import { refusalsOfChecks } from './requiredChecks';
import { rulesFor } from './rulesFor';

/** A ref that shall move; `after` is nothing for a commit that is yet to be made. */
export interface RefChange {
  ref: string;
  before: string;
  after: string | undefined;
}

/** What can only be judged with the new commits at hand. */
export type ContentRule =
  | 'non_fast_forward'
  | 'required_linear_history'
  | 'required_signatures';

export const contentRefusals: Record<ContentRule, string> = {
  non_fast_forward: 'Cannot force-push to this branch',
  required_linear_history: 'This branch must not contain merge commits.',
  required_signatures: 'Commits must have verified signatures.',
};

export interface RefJudgement {
  /** GitHub's code and words for the refusal as a whole. */
  title: string;
  refusals: string[];
  /** Still to be judged by looking at the commits. */
  contents: ContentRule[];
}

/** Judges a direct change of a ref by what holds there for the viewer, without looking at its commits. */
export function judgeRefChange(
  services: ForgeServices,
  repository: RepositoryRecord,
  viewer: Viewer | undefined,
  change: RefChange,
): RefJudgement {
  const { ref, before, after } = change;
  const rules = rulesFor(services, repository, { ref, by: 'push' }, viewer);
  const has = (type: RefRule['type']) => rules.some(rule => rule.type === type);
  const refusals: string[] = [];
  const contents: ContentRule[] = [];
  if (after === ZERO_SHA) {
    refusals.push(...(has('deletion') ? ['Cannot delete this branch'] : []));
  } else {
    const isNew = before === ZERO_SHA;
    if (isNew && has('creation')) {
      refusals.push('Cannot create ref due to creations being restricted.');
    }
    if (!isNew && has('update')) {
      refusals.push('You are not authorized to push to this branch.');
    }
    if (!isNew && has('pull_request')) {
      refusals.push('Changes must be made through a pull request.');
    }
    if (!isNew) {
      refusals.push(...checkRefusals(services, repository, after, rules));
      contents.push(
        ...(has('non_fast_forward') ? ['non_fast_forward' as const] : []),
      );
    }
    for (const rule of [
      'required_linear_history',
      'required_signatures',
    ] as const) {
      contents.push(...(has(rule) ? [rule] : []));
    }
  }
  const isProtected = rules.some(rule => rule.origin === 'protection');
  return {
    title: isProtected
      ? `GH006: Protected branch update failed for ${ref}.`
      : `GH013: Repository rule violations found for ${ref}.`,
    refusals,
    contents,
  };
}

function checkRefusals(
  services: ForgeServices,
  { owner, name }: RepositoryRecord,
  sha: string | undefined,
  rules: RefRule[],
): string[] {
  return refusalsOfChecks(
    services,
    // Nothing can have passed on a commit that is yet to be made.
    { owner, repo: name, sha: sha ?? '' },
    rules,
  );
}

/** Throws GitHub's refusal when the viewer may not move the ref like that. */
export async function requireRefChange(
  services: ForgeServices,
  repository: RepositoryRecord,
  viewer: Viewer,
  change: RefChange,
  status = 422,
): Promise<void> {
  const judgement = judgeRefChange(services, repository, viewer, change);
  const git = services.git.repository(repository.owner, repository.name);
  const refusals = [...judgement.refusals];
  for (const rule of judgement.contents) {
    if (await breaks(git, rule, change)) {
      refusals.push(contentRefusals[rule]);
    }
  }
  if (refusals.length > 0) {
    throw new ApiError(status, refusals.join(' '));
  }
}

async function breaks(
  git: GitRepository,
  rule: ContentRule,
  { before, after }: RefChange,
): Promise<boolean> {
  if (after === undefined) {
    // The forge itself makes the commit: on top of the branch, without merging and unsigned.
    return rule === 'required_signatures';
  }
  if (rule === 'non_fast_forward') {
    return !(await git.isAncestor(before, after));
  }
  const commits = await git.commits({
    from: [after],
    notFrom:
      before === ZERO_SHA
        ? (await git.refs('refs/heads/')).map(({ sha }) => sha)
        : [before],
  });
  return rule === 'required_linear_history'
    ? commits.some(({ parents }) => parents.length > 1)
    : (
        await unsigned(
          git,
          commits.map(({ sha }) => sha),
        )
      ).length > 0;
}

/** Those commits that carry no signature; whether one is valid the forge cannot know. */
export async function unsigned(
  git: GitRepository,
  shas: string[],
): Promise<string[]> {
  const missing: string[] = [];
  for (const sha of shas) {
    const commit = (await git.run(['cat-file', 'commit', sha])).toString();
    if (!/^gpgsig(-sha256)? /m.test(commit.split('\n\n')[0])) {
      missing.push(sha);
    }
  }
  return missing;
}
