import { nextVersion } from '../release/nextVersion';
import { StepContext, StepEffect, succeeded } from './StepEffect';

/** `next-version.sh` names the version of the release. */
export const chooseVersion: StepEffect = {
  name: 'version',
  isCheck: false,
  matches: step => step.run.includes('next-version.sh'),
  seconds: () => 2,
  async apply(context) {
    const version = versionFor(context);
    context.log(`Next version is ${version}`);
    return succeeded({ version, tag: `v${version}` });
  },
};

/** The same commit keeps its version when its run is run again. */
export function versionFor({ run, releases }: StepContext): string {
  const repository = `${run.owner}/${run.repo}`;
  return (
    releases.ofCommit(repository, run.trigger.commit)?.version ??
    nextVersion(releases.newest(repository)?.version, run.trigger.messages)
  );
}
