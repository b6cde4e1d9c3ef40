import { RunState } from '../RunState';

/** `release.json` of a run: the words of the release report that pipelines leave for the portal. */
export function createReleaseReport(run: RunState): string | undefined {
  const { release } = run;
  if (!release) {
    return undefined;
  }
  const gate = run.evidence.find(each => each.kind === 'gate-2');
  const failed = gate
    ? gate.result === 'failed'
    : run.jobs.some(job => job.jobId === 'gate-2' && job.result !== 'success');
  const report = {
    schema: 'fairway.dev/release/v1',
    version: release.version,
    commit: release.commit,
    image: release.image,
    digest: release.digest,
    quarantined: failed,
    ...(failed
      ? { quarantineReason: `Security gate 2: ${gate?.summary ?? 'failed'}` }
      : {}),
    evidence: run.evidence,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
