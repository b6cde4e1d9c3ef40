import { RunState } from '../RunState';

/** `release.json` of a run: the words of the release report that pipelines leave for the portal. */
export function createReleaseReport(
  run: RunState,
  { IMAGE, QUARANTINED }: Record<string, string>,
): string | undefined {
  const { release } = run;
  if (!release) {
    return undefined;
  }
  const gate = run.evidence.find(each => each.kind === 'gate-2');
  const isQuarantined =
    QUARANTINED === undefined
      ? gate?.result !== 'passed'
      : QUARANTINED === 'true';
  const report = {
    schema: 'fairway.dev/release/v1',
    version: release.version,
    commit: release.commit,
    image: IMAGE || release.image,
    digest: release.digest,
    quarantined: isQuarantined,
    ...(isQuarantined
      ? {
          quarantineReason: `Security gate 2: ${
            gate?.summary ?? 'the scan of the image did not finish'
          }`,
        }
      : {}),
    evidence: run.evidence,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}
