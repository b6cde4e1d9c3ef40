import { z } from 'zod';
import { provenanceSchema } from './observation';

/** @public */
export const severitySchema = z.enum(['critical', 'high', 'medium', 'low']);

/** @public */
export type Severity = z.infer<typeof severitySchema>;

/** @public */
export const severities: readonly Severity[] = severitySchema.options;

/** @public */
export const triageStateSchema = z.enum([
  'open',
  'acknowledged',
  'false-positive',
  'risk-accepted',
  'fixed',
]);

/** @public */
export type TriageState = z.infer<typeof triageStateSchema>;

/** How many findings are open, per severity. @public */
export const severityCountsSchema = z.object({
  critical: z.number().int(),
  high: z.number().int(),
  medium: z.number().int(),
  low: z.number().int(),
});

/** @public */
export type SeverityCounts = z.infer<typeof severityCountsSchema>;

/**
 * One weakness reported by a scanner. Identity is the scanner's own fingerprint, never a line number.
 *
 * @public
 */
export const findingSchema = z.object({
  id: z.string(),
  serviceRef: z.string(),
  fingerprint: z.string(),
  scanner: z.string(),
  rule: z.string(),
  title: z.string(),
  description: z.string().optional(),
  help: z.string().optional(),
  helpUrl: z.string().optional(),
  severity: severitySchema,
  /** CVE, CWE and other identifiers. */
  identifiers: z.array(z.string()),
  path: z.string().optional(),
  line: z.number().int().optional(),
  packageName: z.string().optional(),
  installedVersion: z.string().optional(),
  fixedVersion: z.string().optional(),
  state: triageStateSchema,
  owner: z.string().optional(),
  reason: z.string().optional(),
  acceptedUntil: z.string().optional(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  fixedAt: z.string().optional(),
  /** When the service-level clock of its severity runs out; missing if the severity has none or the clock is stopped. */
  dueAt: z.string().optional(),
  /** Environments whose running release has it. */
  environments: z.array(z.string()),
});

/** @public */
export type Finding = z.infer<typeof findingSchema>;

/** @public */
export const findingTransitionSchema = z.object({
  at: z.string(),
  by: z.string().optional(),
  state: triageStateSchema,
  reason: z.string().optional(),
  note: z.string(),
});

/** @public */
export type FindingTransition = z.infer<typeof findingTransitionSchema>;

/** One complete or partial scan, as witness. @public */
export const scanSchema = z.object({
  scanner: z.string(),
  scannerVersion: z.string().optional(),
  scope: z.string(),
  commit: z.string(),
  complete: z.boolean(),
  at: z.string(),
});

/** @public */
export type Scan = z.infer<typeof scanSchema>;

/** @public */
export const findingDetailSchema = findingSchema.extend({
  url: z.string().optional(),
  witnesses: z.array(scanSchema),
  history: z.array(findingTransitionSchema),
});

/** @public */
export type FindingDetail = z.infer<typeof findingDetailSchema>;

/** Body of a triage request. @public */
export const triageRequestSchema = z
  .object({
    state: z.enum(['open', 'acknowledged', 'false-positive', 'risk-accepted']),
    owner: z.string().max(250).optional(),
    reason: z.string().trim().max(2000).optional(),
    acceptedUntil: z.string().datetime({ offset: true }).optional(),
  })
  .superRefine((value, ctx) => {
    const needsReason =
      value.state === 'false-positive' || value.state === 'risk-accepted';
    if (needsReason && !value.reason) {
      ctx.addIssue({
        code: 'custom',
        path: ['reason'],
        message: 'say why: a decision needs a reason',
      });
    }
    if (value.state === 'risk-accepted' && !value.acceptedUntil) {
      ctx.addIssue({
        code: 'custom',
        path: ['acceptedUntil'],
        message: 'give an end date: an accepted risk always ends',
      });
    }
    if (value.state === 'risk-accepted' && !value.owner) {
      ctx.addIssue({
        code: 'custom',
        path: ['owner'],
        message: 'name an owner of the accepted risk',
      });
    }
  });

/** @public */
export type TriageRequest = z.infer<typeof triageRequestSchema>;

/** Open findings of one environment's running release. @public */
export const exposureSchema = z.object({
  environment: z.string(),
  version: z.string().optional(),
  /** Missing when the release was never completely scanned: not known is not zero. */
  open: severityCountsSchema.optional(),
  overdue: z.number().int().optional(),
});

/** @public */
export type Exposure = z.infer<typeof exposureSchema>;

/** One day of the trend: findings open at its end. @public */
export const trendPointSchema = z.object({
  day: z.string(),
  criticalAndHigh: z.number().int(),
  lower: z.number().int(),
});

/** @public */
export type TrendPoint = z.infer<typeof trendPointSchema>;

/** What the Security tab shows above its table. @public */
export const securityViewSchema = z.object({
  serviceRef: z.string(),
  /** The last environment, the one with users, first. */
  exposure: z.array(exposureSchema),
  trend: z.array(trendPointSchema),
  fixedInTrend: z.number().int(),
  newInTrend: z.number().int(),
  scans: z.array(scanSchema),
  scanners: z.array(z.string()),
  total: z.number().int(),
  open: z.number().int(),
  decided: z.number().int(),
  /** Days per severity before a finding is overdue; missing means no clock. */
  clockDays: z.partialRecord(severitySchema, z.number()),
  provenance: z.array(provenanceSchema),
});

/** @public */
export type SecurityView = z.infer<typeof securityViewSchema>;
