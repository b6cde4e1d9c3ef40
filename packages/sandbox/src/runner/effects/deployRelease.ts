import { ConflictError, NotFoundError } from '@backstage/errors';
import { posix } from 'node:path';
import { imageDigestOf, setImageDigest } from '../manifests/setImageDigest';
import { readOptions, readWords } from '../shell/readWords';
import { StepContext, StepEffect, StepOutcome, succeeded } from './StepEffect';

const AUTHOR = {
  name: 'github-actions[bot]',
  email: '41898282+github-actions[bot]@users.noreply.github.com',
};
const ATTEMPTS = 5;
const SET_IMAGE = /\bkustomize edit set image\b/;

/** `kustomize edit set image`: one commit to the repository that is checked out, pushed onto whatever is there by now. */
export const deployRelease: StepEffect = {
  name: 'deploy',
  isCheck: true,
  matches: step => SET_IMAGE.test(step.run),
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

/** What the script says: where it goes, which image it sets, and how it calls the commit. */
function intentOf({ step, run, workspace }: StepContext) {
  const words = (program: RegExp) => readWords(step.run, program, step.env);
  const [folder = '.'] = words(/^\s*cd\b/m) ?? [];
  const [choice = ''] = words(SET_IMAGE) ?? [];
  const [image, digest] = choice.replace(/^[^=@]+=/, '').split('@');
  const version = step.env.VERSION || run.release?.version;
  const [message] =
    readOptions(words(/\bgit commit\b/) ?? []).get('message') ?? [];
  if (!workspace.checkout) {
    throw new NotFoundError(
      'fatal: not a git repository; check out the manifests first',
    );
  }
  if (!image || !digest || !version) {
    throw new NotFoundError(
      `Nothing to deploy: '${choice}' names no image by its digest, or VERSION is missing`,
    );
  }
  return {
    checkout: workspace.checkout,
    path: posix.join(folder, 'kustomization.yaml'),
    choice: { image, digest, version },
    message: message ?? `Deploy ${version}`,
  };
}

async function commit(context: StepContext): Promise<StepOutcome> {
  const { forge, run, clock } = context;
  const { checkout, path, choice, message } = intentOf(context);
  const { owner, repo, branch } = checkout;
  if (!branch) {
    throw new NotFoundError('fatal: You are not currently on a branch.');
  }
  const head = await forge.resolve(owner, repo, branch);
  const text = head && (await forge.readFile(owner, repo, head, path));
  if (!text) {
    throw new NotFoundError(`No file ${path} in ${owner}/${repo} on ${branch}`);
  }
  const before = text.toString('utf8');
  if (imageDigestOf(before, choice.image) === choice.digest) {
    context.log('nothing to commit, working tree clean');
    return succeeded();
  }
  const { sha } = await forge.commitFiles({
    owner,
    repo,
    branch,
    message,
    author: AUTHOR,
    pusher: AUTHOR.name,
    files: { [path]: setImageDigest(before, choice) },
    expectedHead: head,
    date: clock.now(),
    silent: run.silent,
  });
  context.log(`[${branch} ${sha.slice(0, 7)}] ${message}`);
  return succeeded({ commit: sha });
}
