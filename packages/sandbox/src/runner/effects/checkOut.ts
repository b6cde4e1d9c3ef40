import { NotFoundError } from '@backstage/errors';
import { Checkout } from '../Workspace';
import { StepContext, StepEffect, succeeded } from './StepEffect';

/** `actions/checkout`: later steps find the files of a commit, of this repository or of another one. */
export const checkOut: StepEffect = {
  name: 'checkout',
  isCheck: false,
  matches: step => step.action === 'actions/checkout',
  seconds: () => 2,
  async apply(context) {
    const checkout = await resolve(context);
    // Beside the repository it hides nothing of it.
    if (!context.step.inputs.path) {
      context.workspace.checkout = checkout;
    }
    const { owner, repo, commit } = checkout;
    context.log(`HEAD is now at ${commit.slice(0, 7)} of ${owner}/${repo}`);
    return succeeded({ ref: checkout.branch ?? '', commit });
  },
};

async function resolve({ forge, run, step }: StepContext): Promise<Checkout> {
  const own = `${run.owner}/${run.repo}`;
  const { repository = own, ref = '' } = step.inputs;
  const [owner, repo] = repository.split('/');
  if (repository === own && (ref === '' || ref === run.trigger.commit)) {
    const branch = /^refs\/heads\/(.+)$/.exec(run.trigger.ref)?.[1];
    return { owner, repo, commit: run.trigger.commit, branch };
  }
  const record = forge.findRepository(owner, repo);
  if (!record) {
    throw new NotFoundError(
      `No repository ${repository}: step '${step.name}' asks for it`,
    );
  }
  const wanted = ref || record.defaultBranch;
  const commit = await forge.resolve(owner, repo, wanted);
  if (!commit) {
    throw new NotFoundError(
      `No branch, tag or commit '${wanted}' in ${repository}`,
    );
  }
  return {
    owner,
    repo,
    commit,
    branch:
      commit === wanted ? undefined : wanted.replace(/^refs\/heads\//, ''),
  };
}
