import { z } from 'zod';

/**
 * How far a stored value can be trusted. An error is never shown as zero or as empty:
 * `stale` keeps the last value with its age, `denied` has no value, `unreachable` keeps the last value.
 *
 * @public
 */
export const freshnessSchema = z.enum([
  'fresh',
  'stale',
  'denied',
  'unreachable',
]);

/** @public */
export type Freshness = z.infer<typeof freshnessSchema>;

/**
 * Where a value comes from, when it was last confirmed (ISO 8601), and whether it still holds.
 *
 * @public
 */
export const provenanceSchema = z.object({
  source: z.string(),
  asOf: z.string().optional(),
  state: freshnessSchema,
  message: z.string().optional(),
});

/** @public */
export type Provenance = z.infer<typeof provenanceSchema>;

/** @public */
export const sourceKindSchema = z.enum([
  'pipeline-runs',
  'deployments',
  'findings',
]);

/** @public */
export type SourceKind = z.infer<typeof sourceKindSchema>;

/**
 * One integration that observes, and how it fares.
 *
 * @public
 */
export const sourceStatusSchema = z.object({
  id: z.string(),
  kind: sourceKindSchema,
  title: z.string(),
  state: freshnessSchema,
  asOf: z.string().optional(),
  message: z.string().optional(),
  nextTryAt: z.string().optional(),
});

/** @public */
export type SourceStatus = z.infer<typeof sourceStatusSchema>;
