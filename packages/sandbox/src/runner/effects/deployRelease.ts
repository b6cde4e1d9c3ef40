import { ConflictError, NotFoundError } from '@backstage/errors';
import { imageDigestOf, setImageDigest } from '../manifests/setImageDigest';
import { StepContext, StepEffect, StepOutcome, succeeded } from './StepEffect';

const AUTHOR = {
  name: 'github-actions[bot]',
  email: '41898282+github-actions[bot]@users.noreply.github.com',
};
const ATTEMPTS = 5;

/** `kustomize edit set image`: one commit to the manifests repository, pushed onto whatever is there by now. */
export const deployRelease: StepEffect = {
  name: 'deploy',
  isCheck: true,
  matches: step => step.run.includes('kustomize edit set image'),
  seconds: () => 5,
  async apply(context) {
    for (let attempt = 1; ; attempt++) {
      try {
        return await commit(context);
      } catch (error) {
        if (error instanceof ConflictError && attempt < ATTEMPTS) {
          context.log('! [rejected] main -> main (fetch first); rebasing');
          continue;
        }
        if (error instanceof NotFoundError || error instanceof ConflictError) {
          return { conclusion: 'failure', message: error.message };
        }
        throw error;
      }
    }
  },
};

async function commit(context: StepContext): Promise<StepOutcome> {
  const { forge, run, step, clock } = context;
  const [owner, repo] = (
    step.env.MANIFESTS_REPOSITORY ?? `${run.owner}/${run.repo}-manifests`
  ).split('/');
  const environment = step.env.ENVIRONMENT ?? 'development';
  const image = step.env.IMAGE || run.release?.image;
  const digest = step.env.DIGEST || run.release?.digest;
  const version = step.env.VERSION || run.release?.version;
  if (!image || !digest || !version) {
    throw new NotFoundError(
      `Nothing to deploy to ${environment}: the run built no image, and the step names no IMAGE, DIGEST and VERSION`,
    );
  }
  const repository = forge.findRepository(owner, repo);
  if (!repository) {
    throw new NotFoundError(
      `No repository ${owner}/${repo}: MANIFESTS_REPOSITORY of step '${step.name}' names it`,
    );
  }
  const branch = repository.defaultBranch;
  const head = await forge.resolve(owner, repo, branch);
  const path = `manifests/environments/${environment}/kustomization.yaml`;
  const text = head && (await forge.readFile(owner, repo, head, path));
  if (!text) {
    throw new NotFoundError(`No file ${path} in ${owner}/${repo} on ${branch}`);
  }
  const before = text.toString('utf8');
  if (imageDigestOf(before, image) === digest) {
    context.log('nothing to commit, working tree clean');
    return succeeded();
  }
  const { sha } = await forge.commitFiles({
    owner,
    repo,
    branch,
    message: `Deploy ${version} to ${environment}`,
    author: AUTHOR,
    pusher: AUTHOR.name,
    files: { [path]: setImageDigest(before, { image, digest, version }) },
    expectedHead: head,
    date: clock.now(),
    silent: run.silent,
  });
  context.log(
    `[${branch} ${sha.slice(0, 7)}] Deploy ${version} to ${environment}`,
  );
  return succeeded({ commit: sha });
}
