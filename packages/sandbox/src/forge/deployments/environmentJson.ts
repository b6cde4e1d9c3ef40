import { simpleUserJson, teamJson } from '../accounts/accountJson';
import { ForgeServices } from '../ForgeServices';
import { nodeId, wireTime } from '../http/wire';
import { RepositoryRecord } from '../repositories/records';
import { BranchPolicy, EnvironmentRecord } from './records';

export function environmentJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  environment: EnvironmentRecord,
) {
  const { urls } = services;
  return {
    id: environment.id,
    node_id: nodeId('Environment', environment.id),
    name: environment.name,
    url: urls.repositoryApi(repository, 'environments', environment.name),
    html_url: urls
      .repositoryHtml(repository, 'deployments', 'activity_log')
      .concat(`?environments_filter=${encodeURIComponent(environment.name)}`),
    created_at: wireTime(environment.createdAt),
    updated_at: wireTime(environment.updatedAt),
    protection_rules: protectionRules(services, repository, environment),
    deployment_branch_policy: restrictsBranches(environment)
      ? {
          protected_branches: environment.protectedBranches,
          custom_branch_policies: environment.customBranchPolicies,
        }
      : null,
  };
}

export function branchPolicyJson(policy: BranchPolicy) {
  return {
    id: policy.id,
    node_id: nodeId('DeploymentBranchPolicy', policy.id),
    name: policy.name,
    type: policy.type,
  };
}

function restrictsBranches(environment: EnvironmentRecord): boolean {
  return environment.protectedBranches || environment.customBranchPolicies;
}

/** The rules have no numbers of their own here; each kind has one per environment. */
function protectionRules(
  services: ForgeServices,
  repository: RepositoryRecord,
  environment: EnvironmentRecord,
) {
  const rule = (kind: number, type: string) => {
    const id = environment.id * 10 + kind;
    return { id, node_id: nodeId('GateRule', id), type };
  };
  const reviewers = reviewersJson(services, repository, environment);
  return [
    ...(environment.waitTimer > 0
      ? [{ ...rule(1, 'wait_timer'), wait_timer: environment.waitTimer }]
      : []),
    ...(reviewers.length > 0
      ? [
          {
            ...rule(2, 'required_reviewers'),
            prevent_self_review: environment.preventSelfReview,
            reviewers,
          },
        ]
      : []),
    ...(restrictsBranches(environment) ? [rule(3, 'branch_policy')] : []),
  ];
}

function reviewersJson(
  { accounts, urls }: ForgeServices,
  { owner }: RepositoryRecord,
  { reviewers }: EnvironmentRecord,
) {
  return reviewers.map(({ type, id }) => {
    if (type === 'User') {
      const account = accounts.list().find(known => known.id === id);
      return { type, reviewer: account && simpleUserJson(urls, account) };
    }
    const team = accounts.teams(owner).find(known => known.id === id);
    return { type, reviewer: team && teamJson(urls, team, 'pull') };
  });
}
