import { z } from 'zod';
import {
  FindingDetail,
  SecurityView,
  TriageRequest,
  findingSchema,
  severitySchema,
  triageStateSchema,
} from './finding';
import { SourceStatus } from './observation';
import {
  DecisionRequest,
  Hold,
  PromotionPreview,
  PromotionRequest,
  PromotionView,
  ReasonRequest,
  promotionViewSchema,
} from './promotion';
import { Release, releaseSchema } from './release';
import {
  FleetPage,
  FleetQuery,
  HistoryPage,
  ServiceView,
  Track,
} from './service';

/** Where a service lives in the catalog. @public */
export type ServiceName = { namespace: string; name: string };

/** @public */
export const findingsQuerySchema = z.object({
  q: z.string().max(200).optional(),
  severity: severitySchema.optional(),
  /** `not-fixed` is everything but fixed; `decided` is false-positive and risk-accepted. */
  state: triageStateSchema
    .or(z.enum(['not-fixed', 'decided', 'any']))
    .optional(),
  environment: z.string().max(63).optional(),
  scanner: z.string().max(100).optional(),
  overdue: z.stringbool().optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
});

/** @public */
export type FindingsQuery = z.input<typeof findingsQuerySchema>;

/** @public */
export const findingsPageSchema = z.object({
  findings: z.array(findingSchema),
  total: z.number().int(),
  nextCursor: z.string().optional(),
});

/** @public */
export type FindingsPage = z.infer<typeof findingsPageSchema>;

/** @public */
export const releasesPageSchema = z.object({
  releases: z.array(releaseSchema),
  nextCursor: z.string().optional(),
});

/** @public */
export type ReleasesPage = z.infer<typeof releasesPageSchema>;

/** @public */
export const approvalsQuerySchema = z.object({
  /** `mine`: the viewer can decide now. `waiting`: all that wait. `requested`: the viewer's own. `decided`: ended. */
  scope: z.enum(['mine', 'waiting', 'requested', 'decided']).default('mine'),
  environment: z.string().max(63).optional(),
  q: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  cursor: z.string().max(500).optional(),
});

/** @public */
export type ApprovalsQuery = z.input<typeof approvalsQuerySchema>;

/** @public */
export const approvalsPageSchema = z.object({
  promotions: z.array(promotionViewSchema),
  /** How many the viewer can decide now, whatever the filters. */
  mine: z.number().int(),
  total: z.number().int(),
  nextCursor: z.string().optional(),
});

/** @public */
export type ApprovalsPage = z.infer<typeof approvalsPageSchema>;

/**
 * The delivery backend's API. Every method throws `ResponseError` from `@backstage/errors`; its `body.error.message`
 * is a sentence for people that names the thing and the way out.
 *
 * @public
 */
export interface DeliveryApi {
  /** Returns undefined if the component takes no part in delivery or was not seen yet. */
  getService(service: ServiceName): Promise<ServiceView | undefined>;
  getFleet(query?: FleetQuery): Promise<FleetPage>;
  getHistory(
    service: ServiceName,
    query?: { kind?: string; cursor?: string; limit?: number },
  ): Promise<HistoryPage>;
  /** The whole history as CSV for a spreadsheet, newest first. */
  exportHistory(service: ServiceName, query?: { kind?: string }): Promise<Blob>;
  getTrack(service: ServiceName, query?: { days?: number }): Promise<Track>;
  getReleases(
    service: ServiceName,
    query?: { cursor?: string; limit?: number },
  ): Promise<ReleasesPage>;
  getSources(): Promise<{ sources: SourceStatus[] }>;

  getSecurity(service: ServiceName): Promise<SecurityView>;
  getFindings(
    service: ServiceName,
    query?: FindingsQuery,
  ): Promise<FindingsPage>;
  getFinding(service: ServiceName, id: string): Promise<FindingDetail>;
  triageFinding(
    service: ServiceName,
    id: string,
    request: TriageRequest,
  ): Promise<FindingDetail>;

  previewPromotion(
    service: ServiceName,
    query: {
      environment: string;
      releaseId?: string;
      kind: 'promote' | 'rollback';
    },
  ): Promise<PromotionPreview>;
  requestPromotion(
    service: ServiceName,
    request: PromotionRequest,
  ): Promise<PromotionView>;
  getPromotion(id: string): Promise<PromotionView>;
  getApprovals(query?: ApprovalsQuery): Promise<ApprovalsPage>;
  decidePromotion(id: string, request: DecisionRequest): Promise<PromotionView>;
  cancelPromotion(id: string, request: ReasonRequest): Promise<PromotionView>;

  holdEnvironment(
    service: ServiceName,
    environment: string,
    request: ReasonRequest,
  ): Promise<Hold>;
  releaseHold(
    service: ServiceName,
    environment: string,
    request: ReasonRequest,
  ): Promise<void>;
  vetoRelease(
    service: ServiceName,
    releaseId: string,
    request: ReasonRequest,
  ): Promise<Release>;
  withdrawVeto(
    service: ServiceName,
    releaseId: string,
    request: ReasonRequest,
  ): Promise<Release>;
}
