import { createHash } from 'node:crypto';
import {
  SarifLog,
  SarifResult,
  SarifRule,
} from '../../forge/codeScanning/records';
import { SandboxFinding } from '../SandboxFile';
import { Scanner } from './scanners';

/** Middle of the band that GitHub gives each severity. */
const SECURITY_SEVERITY = {
  critical: '9.8',
  high: '7.5',
  medium: '5.3',
  low: '2.4',
} as const;

/** The document that a scanner writes for what it found. */
export function createSarif(
  scanner: Scanner,
  findings: readonly SandboxFinding[],
  image?: string,
): SarifLog {
  const rules = new Map<string, SarifRule>();
  for (const finding of findings) {
    rules.set(ruleIdOf(finding), createRule(finding));
  }
  const ids = [...rules.keys()];
  return {
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: scanner.tool,
            semanticVersion: scanner.version,
            rules: [...rules.values()],
          },
        },
        results: findings.map(finding =>
          createResult(finding, ids.indexOf(ruleIdOf(finding)), image),
        ),
      },
    ],
  };
}

/** Scanners of packages make one rule per vulnerability and package. */
function ruleIdOf(finding: SandboxFinding): string {
  return finding.package ? `${finding.rule}-${finding.package}` : finding.rule;
}

function createRule(finding: SandboxFinding): SarifRule {
  const help = finding.package ? packageHelp(finding) : codeHelp(finding);
  return {
    id: ruleIdOf(finding),
    name: ruleIdOf(finding),
    shortDescription: { text: finding.title },
    fullDescription: { text: finding.title },
    help: { text: help, markdown: help },
    ...(/^CVE-\d{4}-\d+$/.test(finding.rule)
      ? { helpUri: `https://nvd.nist.gov/vuln/detail/${finding.rule}` }
      : {}),
    defaultConfiguration: { level: levelOf(finding) },
    properties: {
      tags: [
        'security',
        ...(finding.cwe
          ? [
              `external/cwe/cwe-${finding.cwe
                .replace('CWE-', '')
                .padStart(3, '0')}`,
            ]
          : []),
      ],
      'security-severity': SECURITY_SEVERITY[finding.severity],
    },
  };
}

function packageHelp(finding: SandboxFinding): string {
  return [
    `Vulnerability ${finding.rule}`,
    `Severity: ${finding.severity}`,
    `Package: ${finding.package}`,
    `Version: ${finding.installed ?? ''}`,
    `Fix Version: ${finding.fixed ?? ''}`,
    `Type: ${finding.path ? 'python' : 'deb'}`,
    `Location: ${locationOf(finding)}`,
    'Data Namespace: unknown',
    `Link: [${finding.rule}](https://nvd.nist.gov/vuln/detail/${finding.rule})`,
  ].join('\n');
}

function codeHelp(finding: SandboxFinding): string {
  return `${finding.title}.\n\nRule ${finding.rule}${
    finding.cwe ? `, ${finding.cwe}` : ''
  }.`;
}

function createResult(
  finding: SandboxFinding,
  ruleIndex: number,
  image: string | undefined,
): SarifResult {
  return {
    ruleId: ruleIdOf(finding),
    ruleIndex,
    level: levelOf(finding),
    message: { text: messageOf(finding, image) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: locationOf(finding) },
          region: { startLine: finding.line ?? 1, startColumn: 1 },
        },
      },
    ],
    partialFingerprints: {
      primaryLocationLineHash: `${fingerprintOf(finding)}:1`,
    },
  };
}

function messageOf(finding: SandboxFinding, image: string | undefined): string {
  if (!finding.package) {
    return `${finding.title}.`;
  }
  const within = image ? ` was found in image ${image}` : ' was found';
  return `A ${finding.severity} vulnerability in ${
    finding.path ? 'python' : 'deb'
  } package: ${finding.package}, version ${
    finding.installed ?? 'unknown'
  }${within} at: ${locationOf(finding)}`;
}

function locationOf(finding: SandboxFinding): string {
  return (
    finding.path ?? (finding.package ? 'var/lib/dpkg/status' : 'README.md')
  );
}

function levelOf(finding: SandboxFinding): string {
  switch (finding.severity) {
    case 'critical':
    case 'high':
      return 'error';
    case 'medium':
      return 'warning';
    case 'low':
      return 'note';
    default:
      throw new Error(`Unexpected ${finding.severity satisfies never}`);
  }
}

/** The same weakness keeps its identity when its line or the installed version changes. */
function fingerprintOf(finding: SandboxFinding): string {
  return createHash('sha256')
    .update(
      JSON.stringify([
        finding.tool,
        finding.rule,
        finding.package ?? finding.title,
        finding.path,
      ]),
    )
    .digest('hex')
    .slice(0, 16);
}
