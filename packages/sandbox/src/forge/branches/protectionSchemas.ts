import { z } from 'zod';
import { BranchProtection } from '../repositories/records';

const contexts = z.array(z.string().min(1).max(255)).max(100);

const actorsSchema = z.object({
  users: z.array(z.string()).default([]),
  teams: z.array(z.string()).default([]),
  apps: z.array(z.string()).default([]),
});

/** Checks are named by context; which app reports them does not matter here. */
export const statusChecksSchema = z.object({
  strict: z.boolean().optional(),
  contexts: contexts.optional(),
  checks: z
    .array(
      z.object({ context: z.string().min(1), app_id: z.number().nullish() }),
    )
    .max(100)
    .optional(),
});

export const reviewsSchema = z.object({
  required_approving_review_count: z.number().int().min(0).max(6).optional(),
  require_code_owner_reviews: z.boolean().optional(),
  dismiss_stale_reviews: z.boolean().optional(),
  require_last_push_approval: z.boolean().optional(),
  bypass_pull_request_allowances: actorsSchema.optional(),
});

/** The four that have no `optional` are required by GitHub too: null switches them off. */
export const protectionSchema = z.object({
  required_status_checks: statusChecksSchema.nullable(),
  enforce_admins: z.boolean().nullable(),
  required_pull_request_reviews: reviewsSchema.nullable(),
  restrictions: actorsSchema.nullable(),
  required_linear_history: z.boolean().optional(),
  required_conversation_resolution: z.boolean().optional(),
  allow_force_pushes: z.boolean().nullish(),
  allow_deletions: z.boolean().optional(),
  block_creations: z.boolean().optional(),
  lock_branch: z.boolean().optional(),
});

/** Contexts come in an object or bare. */
export const contextsSchema = z.union([
  contexts,
  z.object({ contexts }).transform(body => body.contexts),
]);

export function statusChecksOf(
  body: z.infer<typeof statusChecksSchema>,
  before?: BranchProtection['requiredStatusChecks'],
): NonNullable<BranchProtection['requiredStatusChecks']> {
  return {
    strict: body.strict ?? before?.strict ?? false,
    contexts:
      body.checks?.map(check => check.context) ??
      body.contexts ??
      before?.contexts ??
      [],
  };
}

export function reviewsOf(
  body: z.infer<typeof reviewsSchema>,
  before?: BranchProtection['requiredReviews'],
): NonNullable<BranchProtection['requiredReviews']> {
  return {
    approvingReviewCount:
      body.required_approving_review_count ?? before?.approvingReviewCount ?? 1,
    requireCodeOwnerReviews:
      body.require_code_owner_reviews ??
      before?.requireCodeOwnerReviews ??
      false,
    dismissStaleReviews:
      body.dismiss_stale_reviews ?? before?.dismissStaleReviews ?? false,
    requireLastPushApproval:
      body.require_last_push_approval ??
      before?.requireLastPushApproval ??
      false,
  };
}

export function protectionOf(
  body: z.infer<typeof protectionSchema>,
  before: BranchProtection | undefined,
): BranchProtection {
  const {
    required_status_checks: checks,
    required_pull_request_reviews: reviews,
  } = body;
  return {
    requiredStatusChecks: checks ? statusChecksOf(checks) : undefined,
    requiredReviews: reviews ? reviewsOf(reviews) : undefined,
    pullRequestBypass: reviews?.bypass_pull_request_allowances,
    restrictions: body.restrictions ?? undefined,
    enforceAdmins: body.enforce_admins ?? false,
    requiredLinearHistory: body.required_linear_history ?? false,
    requiredConversationResolution:
      body.required_conversation_resolution ?? false,
    // Has a route of its own, so a new protection leaves it as it is.
    requiredSignatures: before?.requiredSignatures ?? false,
    allowForcePushes: body.allow_force_pushes ?? false,
    allowDeletions: body.allow_deletions ?? false,
    blockCreations: body.block_creations ?? false,
    lockBranch: body.lock_branch ?? false,
  };
}
