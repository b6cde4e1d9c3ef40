import {
  severities,
  SeverityCounts,
} from '@fairway/backstage-plugin-delivery-common';
import { GateContext } from '@fairway/backstage-plugin-delivery-node';
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
});

/** Code and dependencies: what scanners found at the release's commit, weighed again by the server. */
export const gate1: BuiltInGate = {
  id: 'gate-1',
  title: 'Security gate 1: code and dependencies',
  settingsSchema,
  evaluate: context => judge(context, 'gate-1'),
};

/** The image: a quarantined release never passes. */
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
    return judge(context, 'gate-2');
  },
};

function judge(context: GateContext, kind: 'gate-1' | 'gate-2'): GateVerdict {
  const settings = settingsSchema.parse(context.settings);
  const pipeline = judgeEvidence(
    context,
    kind,
    'the pipeline reports no verdict of this gate',
  );
  if (pipeline.state !== 'passed') {
    return pipeline;
  }
  const { findings, release } = context;
  if (!findings) {
    return settings.requireScan
      ? {
          state: 'pending',
          evidence: `commit ${release.commit.slice(
            0,
            7,
          )} has no complete scan yet`,
        }
      : pipeline;
  }
  const counts = settings.onlyFixable ? findings.fixable : findings.open;
  const asOf = findings.scans
    .map(scan => scan.at)
    .sort()
    .pop();
  const what = settings.onlyFixable ? 'fixable' : 'open';
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

function told(counts: SeverityCounts): string {
  const parts = severities
    .filter(severity => counts[severity] > 0)
    .map(severity => `${counts[severity]} ${severity}`);
  return parts.length > 0 ? parts.join(', ') : 'none';
}
