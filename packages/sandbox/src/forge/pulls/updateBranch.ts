import { Viewer } from '../accounts/Accounts';
import { requireRefChange } from '../branches/judgeRefChange';
import { ForgeServices } from '../ForgeServices';
import { mergeTrees } from '../git/mergeTrees';
import { moveRef } from '../git/moveRef';
import { writeCommit } from '../git/writeCommit';
import { ApiError } from '../http/ApiError';
import { authorOf } from '../repositories/repositoriesRouter';
import { RepositoryRecord } from '../repositories/records';
import { PullRequestRecord } from './records';

/** Merges the base branch into the head of a pull request. */
export async function updateBranch(
  services: ForgeServices,
  repository: RepositoryRecord,
  pull: PullRequestRecord,
  viewer: Viewer,
): Promise<void> {
  const { owner, repo, headSha, headBranch, baseBranch } = pull;
  const git = services.git.repository(owner, repo);
  const base = await git.findObject(`refs/heads/${baseBranch}`, 'commit');
  if (pull.state === 'closed' || !base) {
    throw new ApiError(422, 'The pull request is closed.');
  }
  if (await git.isAncestor(base, headSha)) {
    throw new ApiError(422, 'There are no new commits on the base branch.');
  }
  const tree = await mergeTrees(git, headSha, base);
  if (!tree) {
    throw new ApiError(422, `merge conflict between base and head`);
  }
  const after = await writeCommit(git, {
    tree,
    parents: [headSha, base],
    message: `Merge branch '${baseBranch}' into ${headBranch}\n`,
    author: authorOf(services, viewer.login),
    authorDate: new Date(),
  });
  const change = { ref: `refs/heads/${headBranch}`, before: headSha, after };
  await requireRefChange(services, repository, viewer, change);
  await services.pushes.run(
    { owner, repo, pusher: viewer.login, silent: false },
    () => moveRef(git, change),
  );
}
