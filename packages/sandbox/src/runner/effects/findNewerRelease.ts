import { gt, valid } from 'semver';
import { StepEffect, succeeded } from './StepEffect';

/** `version.sh newer`: a release that is repeated is not deployed over a newer one. */
export const findNewerRelease: StepEffect = {
  name: 'newer-release',
  isCheck: false,
  matches: step => /\bversion\.sh newer\b/.test(step.run),
  seconds: () => 2,
  async apply({ step, run, releases, log }) {
    const { VERSION, IMAGE } = step.env;
    const newest = releases
      .list(`${run.owner}/${run.repo}`)
      // What is in quarantine was never released.
      .filter(({ image }) => image === IMAGE)
      .at(-1)?.version;
    if (!newest || !valid(VERSION) || !gt(newest, VERSION)) {
      return succeeded();
    }
    log(
      `##[notice]${newest} is released by now: ${VERSION} is not deployed again`,
    );
    return succeeded({ version: newest });
  },
};
