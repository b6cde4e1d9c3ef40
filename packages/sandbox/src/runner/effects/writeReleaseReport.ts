import { createReleaseReport } from '../release/createReleaseReport';
import { StepEffect, succeeded } from './StepEffect';

const REPORT = /\brelease-report\.sh\s*>\s*"?([^\s"]+)"?/;

/** `release-report.sh > release.json`: what the portal learns of the release. */
export const writeReleaseReport: StepEffect = {
  name: 'release-report',
  isCheck: false,
  matches: step => REPORT.test(step.run),
  seconds: () => 1,
  async apply({ run, step, workspace }) {
    const report = createReleaseReport(run, step.env);
    if (!report) {
      return {
        conclusion: 'failure',
        message: 'This run built no image of which it could report',
      };
    }
    workspace.write(REPORT.exec(step.run)?.[1] ?? 'release.json', report);
    return succeeded();
  },
};
