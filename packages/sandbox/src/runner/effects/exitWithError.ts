import { StepEffect } from './StepEffect';

const EXIT = /^exit ([1-9]\d*)\s*$/m;

/** A script that ends with `exit 1` outside of any condition. */
export const exitWithError: StepEffect = {
  name: 'exit',
  isCheck: true,
  matches: step => EXIT.test(step.run),
  seconds: () => 1,
  async apply({ step }) {
    return {
      conclusion: 'failure',
      message: `Process completed with exit code ${
        EXIT.exec(step.run)?.[1] ?? 1
      }.`,
    };
  },
};
