import {
  severities,
  SeverityCounts,
} from '@fairway/backstage-plugin-delivery-common';
import {
  GateContext,
  ScanFindings,
} from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import { BuiltInGate, GateVerdict } from './BuiltInGate';
import { judgeEvidence } from './evidenceGate';

const limits = z.strictObject({
  critical: z.number().int().min(0).optional(),
  high: z.number().int().min(0).optional(),
  medium: z.number().int().min(0).optional(),
  low: z.number().int().min(0).optional(),
});

const settingsSchema = z.strictObject({
  /** How many open findings per severity may enter; a severity without a number has no limit. */
  limits: limits.default({ critical: 0 }),
  /** Counts only findings for which a fixed version is known. */
  onlyFixable: z.boolean().default(false),
  /** Without a complete scan of the release's commit nothing enters. */
  requireScan: z.boolean().default(true),
  /** Scan scopes that this gate weighs, such as `sast` or `image`. */
  scopes: z.array(z.string().min(1)).min(1).optional(),
});

/** The scope under which pipelines upload scans of the image, unless settings name others. */
const IMAGE_SCOPE = 'image';

/** What one of the two gates looks at. */
interface SecurityGate {
  kind: 'gate-1' | 'gate-2';
  /** What its scans are about, for people. */
  subject: string;
  weighs(scope: string): boolean;
}

const codeAndDependencies: SecurityGate = {
  kind: 'gate-1',
  subject: 'code and dependencies',
  weighs: scope => scope !== IMAGE_SCOPE,
};

const image: SecurityGate = {
  kind: 'gate-2',
  subject: 'the image',
  weighs: scope => scope === IMAGE_SCOPE,
};

/** Code and dependencies: what scanners of the source found at the release's commit, weighed again by the server. */
export const gate1: BuiltInGate = {
  id: 'gate-1',
  title: 'Security gate 1: code and dependencies',
  settingsSchema,
  evaluate: context => judge(context, codeAndDependencies),
};

/** The image: what scanners of the image found. A quarantined release never passes. */
export const gate2: BuiltInGate = {
  id: 'gate-2',
  title: 'Security gate 2: image',
  settingsSchema,
  evaluate(context) {
    const { quarantine } = context.release;
    if (quarantine) {
      return {
        state: 'failed',
        evidence: `quarantined: ${quarantine.reason}`,
        asOf: quarantine.at,
      };
    }
    return judge(context, image);
  },
};

function judge(context: GateContext, gate: SecurityGate): GateVerdict {
  const settings = settingsSchema.parse(context.settings);
  const pipeline = judgeEvidence(
    context,
    gate.kind,
    'the pipeline reports no verdict of this gate',
  );
  if (pipeline.state !== 'passed') {
    return pipeline;
  }
  const { scopes } = settings;
  const scans = context.scans.filter(({ scope }) =>
    scopes ? scopes.includes(scope) : gate.weighs(scope),
  );
  const missing = missingScan(context, gate, scopes, scans);
  if (missing && settings.requireScan) {
    return { state: 'pending', evidence: missing };
  }
  if (scans.length === 0) {
    return pipeline;
  }
  const what = settings.onlyFixable ? 'fixable' : 'open';
  const counts = sum(scans.map(scan => scan[what]));
  const asOf = scans
    .map(scan => scan.at)
    .sort()
    .pop();
  const over = severities.filter(
    severity => counts[severity] > (settings.limits[severity] ?? Infinity),
  );
  if (over.length > 0) {
    const reasons = over.map(
      severity =>
        `${counts[severity]} ${what} ${severity}, limit ${settings.limits[severity]}`,
    );
    return { state: 'failed', evidence: reasons.join('; '), asOf };
  }
  return { state: 'passed', evidence: `${told(counts)} ${what}`, asOf };
}

/** Which scan the release's commit lacks; every scope that settings name must be there. */
function missingScan(
  { release }: GateContext,
  gate: SecurityGate,
  scopes: string[] | undefined,
  scans: ScanFindings[],
): string | undefined {
  const lacks = scopes
    ? scopes.filter(scope => scans.every(scan => scan.scope !== scope))
    : [gate.subject].filter(() => scans.length === 0);
  return lacks.length > 0
    ? `commit ${release.commit.slice(
        0,
        7,
      )} has no complete scan of ${lacks.join(' and ')} yet`
    : undefined;
}

function sum(counts: SeverityCounts[]): SeverityCounts {
  const total = { critical: 0, high: 0, medium: 0, low: 0 };
  for (const each of counts) {
    for (const severity of severities) {
      total[severity] += each[severity];
    }
  }
  return total;
}

function told(counts: SeverityCounts): string {
  const parts = severities
    .filter(severity => counts[severity] > 0)
    .map(severity => `${counts[severity]} ${severity}`);
  return parts.length > 0 ? parts.join(', ') : 'none';
}
