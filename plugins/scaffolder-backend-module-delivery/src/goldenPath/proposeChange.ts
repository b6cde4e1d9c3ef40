import { ConflictError } from '@backstage/errors';
import { BranchMove, GitWorkbench, RemoteBranches } from './git/GitWorkbench';
import { HostedRepository } from './HostedRepository';
import {
  PullRequest,
  PullRequests,
  PullRequestText,
} from './pullRequests/PullRequests';

/** In the message of every commit that we push; a branch whose tip lacks it was changed by people. */
export const GOLDEN_PATH_TRAILER = 'Fairway-Golden-Path';

/** A commit that people shall look at, and what it is built on. */
export type ProposedChange = {
  branch: string;
  into: string;
  commit: string;
  /** The rendering without anybody's own changes; recorded for the next upgrade. */
  pristine: { branch: string; commit: string };
  text: PullRequestText;
};

/** The repository to which something is proposed. */
export type ProposalTarget = {
  repository: HostedRepository;
  url: string;
  bench: GitWorkbench;
  branches: RemoteBranches;
  pullRequests: PullRequests;
  pushing: 'atomic' | 'in-order';
};

/**
 * Pushes a change and opens a pull request for it, or renews the one that is open. What people have added to the branch
 * is never overwritten: then it is either all that is needed, or a ConflictError says what to do first.
 */
export async function proposeChange(
  target: ProposalTarget,
  change: ProposedChange,
): Promise<PullRequest> {
  const { bench, branches, pullRequests } = target;
  const { branch, into, commit, pristine, text } = change;
  const tip = branches.tips.get(branch);
  const recorded = branches.tips.get(pristine.branch);
  const open = await pullRequests.findOpen(branch);

  if (open && tip && !(await isOurs(bench, tip))) {
    if (recorded === pristine.commit) {
      return open;
    }
    throw new ConflictError(
      `The pull request ${open.url} has commits of your team and belongs to an older rendering of the golden path: merge or close it, then run this again`,
    );
  }
  const moves: BranchMove[] = [
    { branch: pristine.branch, from: recorded, to: pristine.commit },
    {
      branch,
      from: tip,
      to: tip && (await isSame(bench, tip, commit)) ? tip : commit,
    },
  ].filter(({ from, to }) => from !== to);
  if (moves.length > 0) {
    await bench.push(target.pushing, moves);
  }
  if (open) {
    await pullRequests.update(open, text);
    return open;
  }
  return pullRequests.open({ branch, into, ...text });
}

async function isOurs(bench: GitWorkbench, commit: string): Promise<boolean> {
  const { message } = await bench.describe(commit);
  return message.includes(`\n${GOLDEN_PATH_TRAILER}: `);
}

async function isSame(
  bench: GitWorkbench,
  one: string,
  other: string,
): Promise<boolean> {
  const [left, right] = await Promise.all(
    [one, other].map(async commit => {
      const { parents } = await bench.describe(commit);
      return [await bench.treeOf(commit), ...parents].join(' ');
    }),
  );
  return left === right;
}
