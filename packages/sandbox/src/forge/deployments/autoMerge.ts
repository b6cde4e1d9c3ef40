import { ForgeServices } from '../ForgeServices';
import { mergeTrees } from '../git/mergeTrees';
import { moveRef } from '../git/moveRef';
import { writeCommit } from '../git/writeCommit';
import { ApiError } from '../http/ApiError';
import { authorOf } from '../repositories/repositoriesRouter';
import { RepositoryRecord } from '../repositories/records';

/**
 * Brings the default branch into a branch that is to be deployed and lacks some of it, as GitHub does unless told not to.
 * Says whether it merged: then there is nothing to deploy yet.
 */
export async function autoMerge(
  services: ForgeServices,
  repository: RepositoryRecord,
  branch: string,
  login: string,
): Promise<boolean> {
  const { owner, name: repo, defaultBranch } = repository;
  const git = services.git.repository(owner, repo);
  const ref = `refs/heads/${branch}`;
  const base = await git.findObject(`refs/heads/${defaultBranch}`, 'commit');
  const before = await git.findObject(ref, 'commit');
  if (!base || !before || (await git.isAncestor(base, before))) {
    return false;
  }
  const tree = await mergeTrees(git, before, base);
  if (!tree) {
    throw new ApiError(
      409,
      `Conflict merging ${defaultBranch} into ${branch}.`,
    );
  }
  const after = await writeCommit(git, {
    tree,
    parents: [before, base],
    message: `Merge ${defaultBranch} into ${branch}\n`,
    author: authorOf(services, login),
    authorDate: new Date(),
  });
  await services.pushes.run({ owner, repo, pusher: login, silent: false }, () =>
    moveRef(git, { ref, before, after }),
  );
  return true;
}
