import { simpleUserOf } from '../accounts/accountJson';
import { simpleCommitJson } from '../commits/commitJson';
import { ForgeServices } from '../ForgeServices';
import { ForgeUrls } from '../http/ForgeUrls';
import { nodeId, wireTime } from '../http/wire';
import { RepositoryRecord } from '../repositories/records';
import { repositoryJson } from '../repositories/repositoryJson';
import {
  ArtifactRecord,
  WorkflowJobRecord,
  WorkflowRunRecord,
} from './records';
import { WorkflowRecord } from './WorkflowRuns';

/** The workflow runs, with the commits they ran for, which git is asked for once. */
export async function workflowRunsJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  runs: WorkflowRunRecord[],
) {
  const commits = await services.git
    .repository(repository.owner, repository.name)
    .commitsBySha(runs.map(run => run.headSha));
  const repositoryBody = repositoryJson(
    services.urls,
    services.accounts,
    repository,
  );
  return runs.map(run => {
    const commit = commits.get(run.headSha);
    return {
      ...runJson(services, repository, run),
      head_commit: commit ? simpleCommitJson(commit) : null,
      repository: repositoryBody,
      head_repository: repositoryBody,
    };
  });
}

function runJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  run: WorkflowRunRecord,
) {
  const { urls, accounts } = services;
  const api = urls.repositoryApi(repository, 'actions', 'runs', run.id);
  const actor = simpleUserOf(urls, accounts, run.actor);
  const workflow = services.runs
    .workflows(run.owner, run.repo)
    .find(flow => flow.path === run.workflowPath);
  return {
    id: run.id,
    node_id: nodeId('WorkflowRun', run.id),
    name: run.name,
    display_title: run.displayTitle,
    path: run.workflowPath,
    event: run.event,
    status: run.status,
    conclusion: run.conclusion ?? null,
    head_branch: run.headBranch,
    head_sha: run.headSha,
    run_number: run.runNumber,
    run_attempt: run.runAttempt,
    workflow_id: workflow?.id ?? 0,
    check_suite_id: run.id,
    check_suite_node_id: nodeId('CheckSuite', run.id),
    actor,
    triggering_actor: actor,
    pull_requests: pullRequestMinimals(services, repository, run.pullRequests),
    referenced_workflows: [],
    created_at: wireTime(run.createdAt),
    run_started_at: wireTime(run.startedAt),
    updated_at: wireTime(run.updatedAt),
    url: api,
    html_url: urls.repositoryHtml(repository, 'actions', 'runs', run.id),
    jobs_url: `${api}/jobs`,
    logs_url: `${api}/logs`,
    check_suite_url: urls.repositoryApi(repository, 'check-suites', run.id),
    artifacts_url: `${api}/artifacts`,
    cancel_url: `${api}/cancel`,
    rerun_url: `${api}/rerun`,
    previous_attempt_url:
      run.runAttempt > 1 ? `${api}/attempts/${run.runAttempt - 1}` : null,
    workflow_url: urls.repositoryApi(
      repository,
      'actions',
      'workflows',
      workflow?.id ?? 0,
    ),
  };
}

/** GitHub's short form of pull requests inside runs and checks. */
export function pullRequestMinimals(
  services: ForgeServices,
  repository: RepositoryRecord,
  numbers: number[],
) {
  const { urls } = services;
  const repo = {
    id: repository.id,
    name: repository.name,
    url: urls.repositoryApi(repository),
  };
  return numbers.flatMap(number => {
    const pull = services.pulls.find(repository.owner, repository.name, number);
    return pull
      ? [
          {
            id: pull.id,
            number,
            url: urls.repositoryApi(repository, 'pulls', number),
            head: { ref: pull.headBranch, sha: pull.headSha, repo },
            base: { ref: pull.baseBranch, sha: pull.baseSha, repo },
          },
        ]
      : [];
  });
}

export function workflowJson(
  urls: ForgeUrls,
  repository: RepositoryRecord,
  workflow: WorkflowRecord,
) {
  const file = workflow.path.split('/').at(-1) ?? workflow.path;
  return {
    id: workflow.id,
    node_id: nodeId('Workflow', workflow.id),
    name: workflow.name,
    path: workflow.path,
    state: workflow.disabled ? 'disabled_manually' : 'active',
    created_at: wireTime(workflow.createdAt),
    updated_at: wireTime(workflow.changedAt ?? workflow.createdAt),
    url: urls.repositoryApi(repository, 'actions', 'workflows', workflow.id),
    html_url: urls.repositoryHtml(
      repository,
      'blob',
      repository.defaultBranch,
      ...ForgeUrls.pathSegments(workflow.path),
    ),
    badge_url: urls.repositoryHtml(
      repository,
      'actions',
      'workflows',
      file,
      'badge.svg',
    ),
  };
}

export function jobJson(
  urls: ForgeUrls,
  repository: RepositoryRecord,
  job: WorkflowJobRecord,
) {
  const isAssigned = job.status !== 'queued' && job.conclusion !== 'skipped';
  return {
    id: job.id,
    node_id: nodeId('CheckRun', job.id),
    run_id: job.runId,
    run_url: urls.repositoryApi(repository, 'actions', 'runs', job.runId),
    run_attempt: job.runAttempt,
    head_sha: job.headSha,
    head_branch: job.headBranch,
    workflow_name: job.workflowName,
    name: job.name,
    status: job.status,
    conclusion: job.conclusion ?? null,
    created_at: wireTime(job.createdAt),
    started_at: wireTime(job.startedAt ?? job.createdAt),
    completed_at: job.completedAt ? wireTime(job.completedAt) : null,
    steps: job.steps.map(step => ({
      number: step.number,
      name: step.name,
      status: step.status,
      conclusion: step.conclusion ?? null,
      started_at: step.startedAt ? wireTime(step.startedAt) : null,
      completed_at: step.completedAt ? wireTime(step.completedAt) : null,
    })),
    labels: job.labels,
    runner_id: isAssigned ? 1 : null,
    runner_name: isAssigned ? 'sandbox' : null,
    runner_group_id: isAssigned ? 1 : null,
    runner_group_name: isAssigned ? 'Default' : null,
    url: urls.repositoryApi(repository, 'actions', 'jobs', job.id),
    html_url: `${urls.repositoryHtml(
      repository,
      'actions',
      'runs',
      job.runId,
    )}#job-${job.id}`,
    check_run_url: urls.repositoryApi(repository, 'check-runs', job.id),
  };
}

export function artifactJson(
  urls: ForgeUrls,
  repository: RepositoryRecord,
  artifact: ArtifactRecord,
) {
  const api = urls.repositoryApi(
    repository,
    'actions',
    'artifacts',
    artifact.id,
  );
  return {
    id: artifact.id,
    node_id: nodeId('Artifact', artifact.id),
    name: artifact.name,
    size_in_bytes: artifact.sizeInBytes,
    digest: artifact.digest,
    url: api,
    archive_download_url: `${api}/zip`,
    expired: new Date(artifact.expiresAt) < new Date(),
    created_at: wireTime(artifact.createdAt),
    updated_at: wireTime(artifact.createdAt),
    expires_at: wireTime(artifact.expiresAt),
    workflow_run: {
      id: artifact.runId,
      repository_id: repository.id,
      head_repository_id: repository.id,
      head_branch: artifact.headBranch,
      head_sha: artifact.headSha,
    },
  };
}
