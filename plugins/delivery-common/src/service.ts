import { z } from 'zod';
import { deploymentSchema, healthSchema } from './deployment';
import { severityCountsSchema } from './finding';
import { provenanceSchema, sourceStatusSchema } from './observation';
import { pipelineRunSchema, pullRequestSchema } from './pipelineRun';
import {
  approvalPolicySchema,
  freezeSchema,
  historyEventSchema,
  holdSchema,
  promotionSchema,
  trackSpanSchema,
} from './promotion';
import { releaseSummarySchema } from './release';

/** Why a person may or may not do something, with the sentence to show. @public */
export const abilitySchema = z.object({
  allowed: z.boolean(),
  reason: z.string().optional(),
});

/** @public */
export type Ability = z.infer<typeof abilitySchema>;

/** One environment of a service: the lane of the Delivery tab. @public */
export const environmentViewSchema = z.object({
  name: z.string(),
  /** Environments that a release must have been verified in before it may enter this one. */
  after: z.array(z.string()),
  /** How releases enter: `pipeline` (CI commits), `automatic` (when verified before), `manual`. */
  entry: z.enum(['pipeline', 'automatic', 'manual']),
  approvalPolicy: approvalPolicySchema.optional(),
  /** Missing while nothing was ever seen there. */
  deployment: deploymentSchema.optional(),
  provenance: z.array(provenanceSchema),
  /** How far it is behind the environment before it. */
  behind: z
    .object({
      /** Missing if the stored commits do not connect the two releases. */
      commits: z.number().int().optional(),
      releases: z.number().int(),
      of: z.string(),
      since: z.string().optional(),
    })
    .optional(),
  /** Runs something else than the manifests repository says. */
  drift: z.boolean(),
  hold: holdSchema.optional(),
  freeze: freezeSchema.optional(),
  findings: severityCountsSchema.optional(),
  promotion: promotionSchema.optional(),
  /** The newest release that was verified in all of `after` and does not run here yet. */
  candidate: releaseSummarySchema.optional(),
  /** The newest release that was verified here before and is older than the running one. */
  rollbackTarget: releaseSummarySchema.optional(),
  abilities: z.object({
    promote: abilitySchema,
    rollback: abilitySchema,
    hold: abilitySchema,
  }),
});

/** @public */
export type EnvironmentView = z.infer<typeof environmentViewSchema>;

/** What the Delivery tab shows: one keyed read. @public */
export const serviceViewSchema = z.object({
  serviceRef: z.string(),
  name: z.string(),
  namespace: z.string(),
  title: z.string(),
  pipeline: z.string(),
  pipelineTitle: z.string(),
  version: z.number().int(),
  environments: z.array(environmentViewSchema),
  pipelineRuns: z.array(pipelineRunSchema),
  pipelineRunsProvenance: z.array(provenanceSchema),
  pullRequests: z.array(pullRequestSchema),
  findingsProvenance: z.array(provenanceSchema),
  asOf: z.string(),
  /** Why the service has no environments, such as a pipeline that app-config does not know. */
  error: z.string().optional(),
});

/** @public */
export type ServiceView = z.infer<typeof serviceViewSchema>;

/** One environment of one service, as the fleet page shows it. @public */
export const fleetCellSchema = z.object({
  environment: z.string(),
  version: z.string().optional(),
  health: healthSchema.optional(),
  message: z.string().optional(),
  since: z.string().optional(),
  freshness: provenanceSchema.shape.state.optional(),
  asOf: z.string().optional(),
  deployed: z.boolean(),
  drift: z.boolean(),
  hold: z.boolean(),
  frozenUntil: z.string().optional(),
  vetoed: z.boolean(),
  promotion: z
    .object({
      id: z.string(),
      state: z.string(),
      version: z.string(),
      detail: z.string().optional(),
    })
    .optional(),
});

/** @public */
export type FleetCell = z.infer<typeof fleetCellSchema>;

/** @public */
export const fleetRowSchema = z.object({
  serviceRef: z.string(),
  name: z.string(),
  namespace: z.string(),
  title: z.string(),
  owner: z.string().optional(),
  system: z.string().optional(),
  pipeline: z.string(),
  cells: z.array(fleetCellSchema),
  /** Commits that the last environment lacks and the one before it has; missing when not known. */
  behind: z.number().int().optional(),
  behindSince: z.string().optional(),
  waiting: z.object({ have: z.number(), need: z.number() }).optional(),
  findings: severityCountsSchema.optional(),
  /** Why the service has no cells, such as a pipeline that app-config does not know. */
  error: z.string().optional(),
});

/** @public */
export type FleetRow = z.infer<typeof fleetRowSchema>;

/** States by which the fleet page counts and filters. @public */
export const fleetStateSchema = z.enum([
  'healthy',
  'progressing',
  'degraded',
  'suspended',
  'unknown',
  'not-deployed',
  'unreachable',
  'stale',
  'denied',
  'drift',
  'hold',
  'waiting',
]);

/** @public */
export type FleetState = z.infer<typeof fleetStateSchema>;

/** @public */
export const fleetPageSchema = z.object({
  rows: z.array(fleetRowSchema),
  total: z.number().int(),
  environments: z.array(z.string()),
  /** Counts of cells over all services that match the other filters. */
  counts: z.record(z.string(), z.number().int()),
  owners: z.array(z.string()),
  systems: z.array(z.string()),
  sources: z.array(sourceStatusSchema),
  nextCursor: z.string().optional(),
  asOf: z.string(),
});

/** @public */
export type FleetPage = z.infer<typeof fleetPageSchema>;

/** Filters of the fleet page. @public */
export const fleetQuerySchema = z.object({
  q: z.string().max(200).optional(),
  owner: z.string().max(250).optional(),
  system: z.string().max(250).optional(),
  state: fleetStateSchema.optional(),
  sort: z.enum(['attention', 'name', 'behind']).default('attention'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});

/** @public */
export type FleetQuery = z.input<typeof fleetQuerySchema>;

/** Two or three lines of delivery state for cards and lists. @public */
export const historyPageSchema = z.object({
  events: z.array(historyEventSchema),
  total: z.number().int(),
  nextCursor: z.string().optional(),
});

/** @public */
export type HistoryPage = z.infer<typeof historyPageSchema>;

/** @public */
export const trackSchema = z.object({
  from: z.string(),
  to: z.string(),
  spans: z.array(trackSpanSchema),
  /** Releases that failed in an environment. */
  incidents: z.array(
    z.object({
      id: z.string(),
      at: z.string(),
      environment: z.string().optional(),
      release: z.string().optional(),
      text: z.string(),
    }),
  ),
});

/** @public */
export type Track = z.infer<typeof trackSchema>;
