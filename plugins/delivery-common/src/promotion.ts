import { z } from 'zod';
import { severitySchema } from './finding';
import { commitSchema, releaseSummarySchema } from './release';

/** @public */
export const promotionKindSchema = z.enum([
  'promote',
  'rollback',
  'auto-rollback',
]);

/** @public */
export type PromotionKind = z.infer<typeof promotionKindSchema>;

/**
 * The life cycle: `requested → gating → awaiting-approval → queued → writing → syncing → verifying → succeeded`,
 * with the exits `rejected, cancelled, superseded, failed`. A hiccup does not change the state: it is shown in `retry`.
 *
 * @public
 */
export const promotionStateSchema = z.enum([
  'requested',
  'gating',
  'awaiting-approval',
  'queued',
  'writing',
  'syncing',
  'verifying',
  'succeeded',
  'rejected',
  'cancelled',
  'superseded',
  'failed',
]);

/** @public */
export type PromotionState = z.infer<typeof promotionStateSchema>;

const finalStates: ReadonlySet<PromotionState> = new Set([
  'succeeded',
  'rejected',
  'cancelled',
  'superseded',
  'failed',
]);

/** True once nothing more can happen to a promotion. @public */
export function isFinal(state: PromotionState): boolean {
  return finalStates.has(state);
}

/** @public */
export const gateStateSchema = z.enum([
  'passed',
  'failed',
  'pending',
  'waived',
]);

/** @public */
export type GateState = z.infer<typeof gateStateSchema>;

/** A named check that a release must pass to enter an environment, with its evidence. @public */
export const gateResultSchema = z.object({
  id: z.string(),
  title: z.string(),
  state: gateStateSchema,
  evidence: z.string(),
  asOf: z.string().optional(),
  url: z.string().optional(),
});

/** @public */
export type GateResult = z.infer<typeof gateResultSchema>;

/** A person's yes or no to one exact promotion. @public */
export const approvalSchema = z.object({
  by: z.string(),
  decision: z.enum(['approved', 'rejected']),
  comment: z.string().optional(),
  at: z.string(),
  /** Set when the promotion changed after the decision; it no longer counts. */
  lapsedAt: z.string().optional(),
});

/** @public */
export type Approval = z.infer<typeof approvalSchema>;

/** Who must say yes. @public */
export const approvalPolicySchema = z.object({
  count: z.number().int(),
  /** Entity refs of groups and users that may decide; empty means anyone with the permission. */
  from: z.array(z.string()),
  notRequester: z.boolean(),
  notAuthor: z.boolean(),
});

/** @public */
export type ApprovalPolicy = z.infer<typeof approvalPolicySchema>;

/** One line of what a promotion has done and will do. @public */
export const promotionStepSchema = z.object({
  name: z.enum([
    'requested',
    'gates',
    'approvals',
    'queue',
    'write',
    'sync',
    'verify',
  ]),
  state: z.enum(['waiting', 'running', 'done', 'failed', 'skipped']),
  detail: z.string().optional(),
  at: z.string().optional(),
  /** For a running step with a known end, such as the soak time. */
  until: z.string().optional(),
  startedAt: z.string().optional(),
});

/** @public */
export type PromotionStep = z.infer<typeof promotionStepSchema>;

/** @public */
export const riskSchema = z.object({
  level: z.enum(['low', 'medium', 'high']),
  reasons: z.array(z.string()),
});

/** @public */
export type Risk = z.infer<typeof riskSchema>;

/** A durable request to make an environment run a release. @public */
export const promotionSchema = z.object({
  id: z.string(),
  serviceRef: z.string(),
  environment: z.string(),
  kind: promotionKindSchema,
  state: promotionStateSchema,
  release: releaseSummarySchema,
  fromRelease: releaseSummarySchema.optional(),
  /** Entity ref of the person, or `fairway` for the automatic policy. */
  requestedBy: z.string(),
  requestedAt: z.string(),
  reason: z.string().optional(),
  gates: z.array(gateResultSchema),
  approvalPolicy: approvalPolicySchema,
  approvals: z.array(approvalSchema),
  steps: z.array(promotionStepSchema),
  risk: riskSchema,
  /** Set while the last try met a technical error; the engine tries again by itself. */
  retry: z
    .object({
      error: z.string(),
      attempts: z.number().int(),
      nextAt: z.string(),
    })
    .optional(),
  /** Why it ended the way it did. */
  outcome: z.string().optional(),
  manifestsCommit: z.string().optional(),
  manifestsCommitUrl: z.string().optional(),
  finishedAt: z.string().optional(),
  finishedBy: z.string().optional(),
  /** For a rollback: the promotion it answers. */
  causedBy: z.string().optional(),
});

/** @public */
export type Promotion = z.infer<typeof promotionSchema>;

/** A promotion as one viewer sees it: what this person may do, and if not, why not. @public */
export const promotionViewSchema = promotionSchema.extend({
  viewer: z.object({
    canApprove: z.boolean(),
    approveBlockedBy: z.string().optional(),
    canCancel: z.boolean(),
    cancelBlockedBy: z.string().optional(),
  }),
});

/** @public */
export type PromotionView = z.infer<typeof promotionViewSchema>;

/** Body of a request to promote or roll back. @public */
export const promotionRequestSchema = z.object({
  environment: z.string().min(1).max(63),
  releaseId: z.string().min(1).max(200),
  kind: z.enum(['promote', 'rollback']).default('promote'),
  reason: z.string().trim().max(2000).optional(),
  /** The manifests commit that the person saw; the request is refused if it is no longer the newest. */
  seenManifestsCommit: z.string().max(64).optional(),
  /** A second request with the same key returns the first one's promotion. */
  idempotencyKey: z.string().min(8).max(100).optional(),
  overrideFreeze: z.boolean().default(false),
});

/** @public */
export type PromotionRequest = z.input<typeof promotionRequestSchema>;

/** @public */
export const decisionRequestSchema = z
  .object({
    decision: z.enum(['approved', 'rejected']),
    comment: z.string().trim().max(2000).optional(),
  })
  .superRefine((value, ctx) => {
    if (value.decision === 'rejected' && !value.comment) {
      ctx.addIssue({
        code: 'custom',
        path: ['comment'],
        message: 'say why: the requester needs to know what to change',
      });
    }
  });

/** @public */
export type DecisionRequest = z.infer<typeof decisionRequestSchema>;

/** Body of every request that only needs a reason: hold, veto, cancel. @public */
export const reasonRequestSchema = z.object({
  reason: z.string().trim().min(1, 'say why').max(2000),
});

/** @public */
export type ReasonRequest = z.infer<typeof reasonRequestSchema>;

/** An environment pinned where it is. @public */
export const holdSchema = z.object({
  environment: z.string(),
  by: z.string(),
  at: z.string(),
  reason: z.string(),
  /** The rollback that set it, if one did. */
  promotionId: z.string().optional(),
});

/** @public */
export type Hold = z.infer<typeof holdSchema>;

/** A time window in which an environment accepts no promotion. @public */
export const freezeSchema = z.object({
  name: z.string(),
  environment: z.string(),
  from: z.string(),
  until: z.string(),
});

/** @public */
export type Freeze = z.infer<typeof freezeSchema>;

/** One changed file of the manifests repository, as a unified diff. @public */
export const manifestDiffSchema = z.object({
  path: z.string(),
  added: z.number().int(),
  removed: z.number().int(),
  patch: z.string(),
});

/** @public */
export type ManifestDiff = z.infer<typeof manifestDiffSchema>;

const findingLineSchema = z.object({
  id: z.string(),
  severity: severitySchema,
  title: z.string(),
  detail: z.string().optional(),
});

/**
 * Everything a person sees before confirming. `blockers` is empty exactly if the server would accept the request now.
 *
 * @public
 */
export const promotionPreviewSchema = z.object({
  serviceRef: z.string(),
  environment: z.string(),
  kind: promotionKindSchema,
  release: releaseSummarySchema,
  fromRelease: releaseSummarySchema.optional(),
  /**
   * Releases that can be chosen instead. For a promotion the newest first. For a rollback those that were verified in the
   * environment, then those that ran there until `ranUntil` without being seen failing.
   */
  choices: z.array(
    releaseSummarySchema.extend({
      verifiedAt: z.string().optional(),
      ranUntil: z.string().optional(),
    }),
  ),
  commits: z.array(commitSchema),
  /** False if the stored commits do not reach from one release to the other. */
  commitsComplete: z.boolean(),
  compareUrl: z.string().optional(),
  manifests: z.object({
    baseCommit: z.string().optional(),
    asOf: z.string().optional(),
    files: z.array(manifestDiffSchema),
    error: z.string().optional(),
  }),
  findings: z.object({
    /** False if one of the releases was never completely scanned: then the lists are not the whole truth. */
    known: z.boolean(),
    fixed: z.array(findingLineSchema),
    introduced: z.array(findingLineSchema),
    asOf: z.string().optional(),
  }),
  gates: z.array(gateResultSchema),
  approvalPolicy: approvalPolicySchema,
  freeze: freezeSchema.optional(),
  hold: holdSchema.optional(),
  /** The waiting promotion that this one would replace. */
  supersedes: z
    .object({ id: z.string(), release: releaseSummarySchema })
    .optional(),
  risk: riskSchema,
  blockers: z.array(
    z.object({
      title: z.string(),
      detail: z.string(),
      /** The way out, if there is one. */
      wayOut: z.string().optional(),
      releaseId: z.string().optional(),
    }),
  ),
});

/** @public */
export type PromotionPreview = z.infer<typeof promotionPreviewSchema>;

/** One line of a service's history. @public */
export const historyEventSchema = z.object({
  id: z.string(),
  at: z.string(),
  kind: z.enum([
    'promotion',
    'rollback',
    'auto-rollback',
    'hold',
    'hold-released',
    'veto',
    'veto-withdrawn',
    'quarantine',
    'deployment',
    'incident',
  ]),
  state: promotionStateSchema.optional(),
  environment: z.string().optional(),
  release: z.string().optional(),
  fromRelease: z.string().optional(),
  by: z.string().optional(),
  text: z.string(),
  promotionId: z.string().optional(),
});

/** @public */
export type HistoryEvent = z.infer<typeof historyEventSchema>;

/** One bar of the release track: a release that ran in an environment for a time. @public */
export const trackSpanSchema = z.object({
  environment: z.string(),
  version: z.string().optional(),
  digest: z.string().optional(),
  from: z.string(),
  to: z.string().optional(),
  worstHealth: z.string().optional(),
  hold: z.boolean().optional(),
  /** Who requested the promotion that brought it there; missing if none did. */
  by: z.string().optional(),
});

/** @public */
export type TrackSpan = z.infer<typeof trackSpanSchema>;
