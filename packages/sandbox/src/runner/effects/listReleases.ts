import { StepEffect, succeeded } from './StepEffect';

const RELEASES = /\bgh api "?repos\/[^\s"]+\/releases\?per_page=(\d+)/;

/** `gh api …/releases` into the output `matrix`: the newest releases, for jobs that look at each again. */
export const listReleases: StepEffect = {
  name: 'releases',
  isCheck: false,
  matches: step =>
    RELEASES.test(step.run) && step.run.includes('GITHUB_OUTPUT'),
  seconds: () => 2,
  async apply({ step, run, releases }) {
    const limit = Number(RELEASES.exec(step.run)?.[1] ?? 1);
    const newest = releases
      .list(`${run.owner}/${run.repo}`)
      .slice(-limit)
      .reverse();
    const matrix = newest.map(({ version, commit, digest }, index) => ({
      version: `v${version}`,
      commit,
      digest,
      newest: index === 0,
    }));
    return succeeded({ matrix: JSON.stringify(matrix) });
  },
};
