import { z } from 'zod';
import { RefRule } from './RefRule';
import { RulesetRecord } from './Rulesets';

const pullRequestSchema = z.object({
  required_approving_review_count: z.number().int().default(0),
  dismiss_stale_reviews_on_push: z.boolean().default(false),
  require_last_push_approval: z.boolean().default(false),
});

const statusChecksSchema = z.object({
  required_status_checks: z
    .array(z.object({ context: z.string() }))
    .default([]),
  strict_required_status_checks_policy: z.boolean().default(false),
});

/** Those rules of a ruleset that the forge enforces; it keeps and returns the others. */
export function rulesOfRuleset(ruleset: RulesetRecord): RefRule[] {
  return ruleset.rules.flatMap(({ type, parameters }): RefRule[] => {
    const origin = 'ruleset';
    switch (type) {
      case 'creation':
      case 'update':
      case 'deletion':
      case 'non_fast_forward':
      case 'required_linear_history':
      case 'required_signatures':
        return [{ origin, type }];
      case 'pull_request': {
        const asked = pullRequestSchema.parse(parameters ?? {});
        return [
          {
            origin,
            type,
            approvingReviewCount: asked.required_approving_review_count,
            dismissStaleReviews: asked.dismiss_stale_reviews_on_push,
            requireLastPushApproval: asked.require_last_push_approval,
          },
        ];
      }
      case 'required_status_checks': {
        const asked = statusChecksSchema.parse(parameters ?? {});
        return [
          {
            origin,
            type,
            contexts: asked.required_status_checks.map(check => check.context),
            strict: asked.strict_required_status_checks_policy,
          },
        ];
      }
      default:
        return [];
    }
  });
}
