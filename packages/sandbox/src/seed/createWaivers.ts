import { stringify } from 'yaml';
import { SandboxFinding } from '../runner/SandboxFile';

/** Their findings are looked at by gate 2, which lets high ones pass. */
const IMAGE_SCANNERS = ['Grype', 'Trivy'];

/** `.security/waivers.yaml` of a seeded commit: what gate 1 would stop was accepted for a while. */
export function createWaivers(
  findings: SandboxFinding[],
  options: {
    /** The file as the wizard makes it: it explains itself. */
    template: string;
    owner: string;
    expires: Date;
  },
): string {
  const { template, owner, expires } = options;
  const waivers = findings
    .filter(
      ({ tool, severity }) =>
        severity === 'high' && !IMAGE_SCANNERS.includes(tool),
    )
    .map(({ rule, path }) => ({
      id: rule,
      ...(path && { path }),
      reason:
        'The fix is planned; until then only signed-in staff can reach it',
      owner,
      expires: expires.toISOString().slice(0, 10),
    }));
  return template.replace(
    /^waivers:.*$/m,
    stringify({ waivers }, { lineWidth: 0 }).trimEnd(),
  );
}
