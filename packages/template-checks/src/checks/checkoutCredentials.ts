import { Job, stepsIn } from '../github/workflows';
import { Check } from './Check';

/**
 * No checkout leaves a token in the work tree, where later steps and artifacts could take it along, but for the one of
 * another repository that the job pushes to.
 */
export const checkoutCredentials: Check = {
  name: 'checkouts do not persist credentials',
  run: files =>
    stepsIn(files)
      .filter(({ step }) => step.uses?.startsWith('actions/checkout@'))
      .filter(({ step }) => step.with?.['persist-credentials'] !== false)
      .filter(({ job, step }) => !(step.with?.token && pushes(job)))
      .map(({ path, place }) => ({
        path,
        message: `${place} does not set persist-credentials: false`,
      })),
};

function pushes(job: Job | undefined): boolean {
  return (job?.steps ?? []).some(({ run }) => run?.includes('git push'));
}
