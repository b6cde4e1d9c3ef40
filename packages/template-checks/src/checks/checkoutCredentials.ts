import { stepsIn } from '../github/workflows';
import { Check } from './Check';

/** No checkout leaves the job's token in the work tree, where later steps and artifacts could take it along. */
export const checkoutCredentials: Check = {
  name: 'checkouts do not persist credentials',
  run: files =>
    stepsIn(files)
      .filter(({ step }) => step.uses?.startsWith('actions/checkout@'))
      .filter(({ step }) => step.with?.['persist-credentials'] !== false)
      .map(({ path, place }) => ({
        path,
        message: `${place} does not set persist-credentials: false`,
      })),
};
