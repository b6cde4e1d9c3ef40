import { simpleUsersOf, teamJson } from '../accounts/accountJson';
import { ForgeServices } from '../ForgeServices';
import {
  BranchProtection,
  NamedActors,
  RepositoryRecord,
} from '../repositories/records';

export function protectionUrl(
  { urls }: ForgeServices,
  repository: RepositoryRecord,
  branch: string,
): string {
  return `${urls.repositoryApi(repository, 'branches', branch)}/protection`;
}

export function protectionJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  branch: string,
  protection: BranchProtection,
) {
  const url = protectionUrl(services, repository, branch);
  return {
    url,
    ...(protection.requiredStatusChecks
      ? { required_status_checks: statusChecksJson(url, protection) }
      : {}),
    ...(protection.requiredReviews
      ? {
          required_pull_request_reviews: reviewsJson(
            services,
            repository,
            url,
            protection,
          ),
        }
      : {}),
    ...(protection.restrictions
      ? {
          restrictions: {
            url: `${url}/restrictions`,
            users_url: `${url}/restrictions/users`,
            teams_url: `${url}/restrictions/teams`,
            apps_url: `${url}/restrictions/apps`,
            ...actorsJson(services, repository, protection.restrictions),
          },
        }
      : {}),
    required_signatures: signaturesJson(url, protection),
    enforce_admins: enforceAdminsJson(url, protection),
    required_linear_history: { enabled: protection.requiredLinearHistory },
    required_conversation_resolution: {
      enabled: protection.requiredConversationResolution,
    },
    allow_force_pushes: { enabled: protection.allowForcePushes },
    allow_deletions: { enabled: protection.allowDeletions },
    block_creations: { enabled: protection.blockCreations },
    lock_branch: { enabled: protection.lockBranch ?? false },
    allow_fork_syncing: { enabled: false },
  };
}

export function statusChecksJson(
  url: string,
  { requiredStatusChecks }: BranchProtection,
) {
  const { strict, contexts } = requiredStatusChecks ?? {
    strict: false,
    contexts: [],
  };
  return {
    url: `${url}/required_status_checks`,
    contexts_url: `${url}/required_status_checks/contexts`,
    strict,
    contexts,
    checks: contexts.map(context => ({ context, app_id: null })),
  };
}

export function reviewsJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  url: string,
  { requiredReviews, pullRequestBypass }: BranchProtection,
) {
  return {
    url: `${url}/required_pull_request_reviews`,
    dismiss_stale_reviews: requiredReviews?.dismissStaleReviews ?? false,
    require_code_owner_reviews:
      requiredReviews?.requireCodeOwnerReviews ?? false,
    required_approving_review_count: requiredReviews?.approvingReviewCount ?? 0,
    require_last_push_approval:
      requiredReviews?.requireLastPushApproval ?? false,
    ...(pullRequestBypass
      ? {
          bypass_pull_request_allowances: actorsJson(
            services,
            repository,
            pullRequestBypass,
          ),
        }
      : {}),
  };
}

export function signaturesJson(url: string, protection: BranchProtection) {
  return {
    url: `${url}/required_signatures`,
    enabled: protection.requiredSignatures,
  };
}

export function enforceAdminsJson(url: string, protection: BranchProtection) {
  return { url: `${url}/enforce_admins`, enabled: protection.enforceAdmins };
}

/** Nobody acts as an app in the forge, so there is none to describe. */
function actorsJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  actors: NamedActors,
) {
  return {
    users: simpleUsersOf(services, actors.users),
    teams: services.accounts
      .teams(repository.owner)
      .filter(team => actors.teams.includes(team.slug))
      .map(team => teamJson(services.urls, team, 'push')),
    apps: [],
  };
}
