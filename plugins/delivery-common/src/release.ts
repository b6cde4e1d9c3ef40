import { z } from 'zod';

/** @public */
export const evidenceKindSchema = z.enum([
  'tests',
  'coverage',
  'gate-1',
  'gate-2',
  'sbom',
  'signature',
  'provenance',
  'load-test',
]);

/** @public */
export type EvidenceKind = z.infer<typeof evidenceKindSchema>;

/**
 * What the pipeline proved about a release.
 *
 * @public
 */
export const evidenceSchema = z.object({
  kind: evidenceKindSchema,
  result: z.enum(['passed', 'failed', 'skipped']),
  /** One line for people: `1,284 passed`, `87.4 %, limit 80 %`. */
  summary: z.string().max(500),
  url: z.string().url().max(2000).optional(),
  asOf: z.string().optional(),
});

/** @public */
export type Evidence = z.infer<typeof evidenceSchema>;

/** @public */
export const digestSchema = z
  .string()
  .regex(/^sha256:[0-9a-f]{64}$/, 'must be sha256: and 64 hex digits');

/** @public */
export const commitShaSchema = z
  .string()
  .regex(/^[0-9a-f]{40}$/, 'must be a full commit of 40 hex digits');

/**
 * Name of the pipeline artifact that reports a release; it holds one file, {@link RELEASE_REPORT_FILE}.
 *
 * @public
 */
export const RELEASE_REPORT_ARTIFACT = 'fairway-release';

/** @public */
export const RELEASE_REPORT_FILE = 'release.json';

/**
 * The file by which a pipeline run reports the release it built. The CI system keeps it as an artifact,
 * so that the pipeline needs no credentials for the portal.
 *
 * @public
 */
export const releaseReportSchema = z.object({
  schema: z.literal('fairway.dev/release/v1'),
  version: z.string().min(1).max(64),
  commit: commitShaSchema,
  image: z.string().min(1).max(512),
  digest: digestSchema,
  quarantined: z.boolean().default(false),
  quarantineReason: z.string().max(1000).optional(),
  evidence: z.array(evidenceSchema).max(50).default([]),
});

/** @public */
export type ReleaseReport = z.infer<typeof releaseReportSchema>;

/**
 * A person's or the engine's verdict that a release is bad: it may enter no further environment.
 *
 * @public
 */
export const vetoSchema = z.object({
  by: z.string(),
  at: z.string(),
  reason: z.string(),
});

/** @public */
export type Veto = z.infer<typeof vetoSchema>;

/**
 * An immutable build output. Identity is content: `id` is derived from image digest and source commit;
 * `sequence` rises with every new release of the service and gives order.
 *
 * @public
 */
export const releaseSchema = z.object({
  id: z.string(),
  serviceRef: z.string(),
  sequence: z.number().int(),
  version: z.string(),
  commit: z.string(),
  commitMessage: z.string().optional(),
  commitUrl: z.string().optional(),
  author: z.string().optional(),
  image: z.string(),
  digest: z.string(),
  createdAt: z.string(),
  pipelineRunId: z.string().optional(),
  pipelineRunUrl: z.string().optional(),
  quarantine: z.object({ reason: z.string(), at: z.string() }).optional(),
  veto: vetoSchema.optional(),
  evidence: z.array(evidenceSchema),
});

/** @public */
export type Release = z.infer<typeof releaseSchema>;

/** The part of a release that lists show. @public */
export const releaseSummarySchema = releaseSchema.pick({
  id: true,
  sequence: true,
  version: true,
  commit: true,
  commitUrl: true,
  digest: true,
  createdAt: true,
  quarantine: true,
  veto: true,
});

/** @public */
export type ReleaseSummary = z.infer<typeof releaseSummarySchema>;

/** @public */
export const commitSchema = z.object({
  sha: z.string(),
  parents: z.array(z.string()),
  message: z.string(),
  author: z.string().optional(),
  authoredAt: z.string(),
  url: z.string().optional(),
});

/** @public */
export type Commit = z.infer<typeof commitSchema>;
