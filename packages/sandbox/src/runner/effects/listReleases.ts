import { imageDigestOf } from '../manifests/setImageDigest';
import { StepContext, StepEffect, succeeded } from './StepEffect';

const NEWEST = 3;

/** `releases.sh` into the output `matrix`: the newest releases and what environments run, for jobs that look at each again. */
export const listReleases: StepEffect = {
  name: 'releases',
  isCheck: false,
  matches: step => /\breleases\.sh\b/.test(step.run),
  seconds: () => 2,
  async apply(context) {
    const { run, releases } = context;
    const all = releases.list(`${run.owner}/${run.repo}`).reverse();
    const running = await runningDigests(context);
    const scanned = all.filter(
      ({ digest }, index) => index < NEWEST || running.has(digest),
    );
    const matrix = scanned.map(({ version, commit, digest }, index) => ({
      version: `v${version}`,
      commit,
      digest,
      newest: index === 0,
    }));
    return succeeded({ matrix: JSON.stringify(matrix) });
  },
};

/** What the manifests name for the environments, be they in a repository of their own or in that of the service. */
async function runningDigests({
  forge,
  run,
  step,
}: StepContext): Promise<Set<string>> {
  const { owner } = run;
  const folder = 'manifests/environments';
  const digests = new Set<string>();
  for (const repo of [run.repo, `${run.repo}-manifests`]) {
    const commit =
      forge.findRepository(owner, repo) &&
      (await forge.resolve(owner, repo, 'main'));
    const paths = commit
      ? await forge.listFiles(owner, repo, commit, folder)
      : [];
    for (const path of paths.filter(each =>
      each.endsWith('/kustomization.yaml'),
    )) {
      const file = await forge.readFile(owner, repo, 'main', path);
      const digest = imageDigestOf(
        file?.toString('utf8') ?? '',
        step.env.IMAGE,
      );
      if (digest) {
        digests.add(digest);
      }
    }
  }
  return digests;
}
