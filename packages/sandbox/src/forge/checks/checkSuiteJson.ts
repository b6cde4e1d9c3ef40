import { CheckRunRecord, Conclusion, WorkStatus } from '../actions/records';
import { pullRequestMinimals } from '../actions/workflowJson';
import { simpleCommitJson } from '../commits/commitJson';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { nodeId, wireTime } from '../http/wire';
import { RepositoryRecord } from '../repositories/records';
import { repositoryJson } from '../repositories/repositoryJson';
import { appJson } from './checkRunJson';
import { ACTIONS_APP, newestOfEach } from './CheckRuns';
import { CheckSuiteRecord } from './CheckSuites';

/** A suite of an app, or the one that a workflow run is. */
export interface CheckSuite {
  id: number;
  headSha: string;
  headBranch: string | undefined;
  app: string;
  status: WorkStatus;
  conclusion: Conclusion | undefined;
  pullRequests: number[];
  checks: CheckRunRecord[];
  createdAt: string;
  updatedAt: string;
}

export function findCheckSuite(
  services: ForgeServices,
  { owner, name }: RepositoryRecord,
  id: number,
): CheckSuite | undefined {
  if (services.runs.findIn(owner, name, id)) {
    return suiteOfRun(services, owner, name, id);
  }
  const record = services.checks.suites.findIn(owner, name, id);
  return record && suiteOfApp(services, record);
}

export function checkSuitesOfCommit(
  services: ForgeServices,
  { owner, name }: RepositoryRecord,
  sha: string,
): CheckSuite[] {
  const runs = services.runs
    .list(owner, name)
    .filter(run => run.headSha === sha)
    .flatMap(run => suiteOfRun(services, owner, name, run.id) ?? []);
  const apps = services.checks.suites
    .ofCommit(owner, name, sha)
    .map(record => suiteOfApp(services, record));
  return [...runs, ...apps].sort((a, b) => a.id - b.id);
}

function suiteOfRun(
  services: ForgeServices,
  owner: string,
  repo: string,
  id: number,
): CheckSuite | undefined {
  const run = services.runs.findIn(owner, repo, id);
  return (
    run && {
      ...run,
      app: ACTIONS_APP,
      conclusion: run.conclusion,
      checks: newestOfEach(services.checks.ofSuite(owner, repo, id)),
    }
  );
}

function suiteOfApp(
  services: ForgeServices,
  record: CheckSuiteRecord,
): CheckSuite {
  const { owner, repo, headSha, createdAt } = record;
  const all = services.checks.ofSuite(owner, repo, record.id);
  const checks = newestOfEach(all);
  const pulls = services.pulls
    .list(owner, repo)
    .filter(pull => pull.state === 'open' && pull.headSha === headSha);
  return {
    ...record,
    headBranch: pulls[0]?.headBranch,
    status: statusOf(checks),
    conclusion: conclusionOf(checks),
    pullRequests: pulls.map(pull => pull.number),
    checks,
    updatedAt: all
      .map(check => check.completedAt ?? check.startedAt ?? createdAt)
      .reduce((a, b) => (a > b ? a : b), createdAt),
  };
}

function statusOf(checks: CheckRunRecord[]): WorkStatus {
  if (checks.length > 0 && checks.every(c => c.status === 'completed')) {
    return 'completed';
  }
  return checks.some(check => check.status !== 'queued')
    ? 'in_progress'
    : 'queued';
}

/** The worst of its checks, from the worst to the best. */
const worstFirst: Conclusion[] = [
  'failure',
  'timed_out',
  'action_required',
  'cancelled',
  'success',
  'neutral',
  'skipped',
];

function conclusionOf(checks: CheckRunRecord[]): Conclusion | undefined {
  return statusOf(checks) === 'completed'
    ? worstFirst.find(worst => checks.some(c => c.conclusion === worst))
    : undefined;
}

export async function checkSuiteJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  suite: CheckSuite,
) {
  const { accounts, urls } = services;
  const commit = await services.git
    .repository(repository.owner, repository.name)
    .commit(suite.headSha);
  if (!commit) {
    throw ApiError.notFound();
  }
  const api = urls.repositoryApi(repository, 'check-suites', suite.id);
  return {
    id: suite.id,
    node_id: nodeId('CheckSuite', suite.id),
    head_branch: suite.headBranch ?? null,
    head_sha: suite.headSha,
    status: suite.status,
    conclusion: suite.conclusion ?? null,
    url: api,
    before: commit.parents[0] ?? null,
    after: suite.headSha,
    pull_requests: pullRequestMinimals(
      services,
      repository,
      suite.pullRequests,
    ),
    app: appJson(services, suite.app),
    repository: repositoryJson(urls, accounts, repository),
    created_at: wireTime(suite.createdAt),
    updated_at: wireTime(suite.updatedAt),
    head_commit: simpleCommitJson(commit),
    latest_check_runs_count: suite.checks.length,
    check_runs_url: `${api}/check-runs`,
    rerequestable: suite.app === ACTIONS_APP,
    runs_rerequestable: false,
  };
}
