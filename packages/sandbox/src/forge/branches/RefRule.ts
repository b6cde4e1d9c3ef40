/** One thing that a protected branch or a ruleset asks of changes to a ref, in the words of GitHub's rulesets. */
export type RefRule = { origin: 'protection' | 'ruleset' } & (
  | {
      type:
        | 'creation'
        | 'update'
        | 'deletion'
        | 'non_fast_forward'
        | 'required_linear_history'
        | 'required_signatures';
    }
  | PullRequestRule
  | StatusChecksRule
);

/** Changes must come by a reviewed pull request. */
export interface PullRequestRule {
  type: 'pull_request';
  approvingReviewCount: number;
  dismissStaleReviews: boolean;
  requireLastPushApproval: boolean;
}

/** Checks must have passed on what arrives. */
export interface StatusChecksRule {
  type: 'required_status_checks';
  contexts: string[];
  /** The head must hold the newest commit of the base. */
  strict: boolean;
}
