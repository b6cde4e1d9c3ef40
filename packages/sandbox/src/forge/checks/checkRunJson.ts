import { simpleUserJson } from '../accounts/accountJson';
import { CheckRunRecord } from '../actions/records';
import { pullRequestMinimals } from '../actions/workflowJson';
import { ForgeServices } from '../ForgeServices';
import { nodeId, wireTime } from '../http/wire';
import { RepositoryRecord } from '../repositories/records';
import { ACTIONS_APP } from './CheckRuns';

export function checkRunJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  check: CheckRunRecord,
) {
  const { urls } = services;
  const api = urls.repositoryApi(repository, 'check-runs', check.id);
  const job = services.runs.findJob(check.owner, check.repo, check.id);
  const pulls = services.pulls
    .list(check.owner, check.repo)
    .filter(pull => pull.state === 'open' && pull.headSha === check.headSha);
  return {
    id: check.id,
    node_id: nodeId('CheckRun', check.id),
    head_sha: check.headSha,
    external_id: check.externalId,
    name: check.name,
    status: check.status,
    conclusion: check.conclusion ?? null,
    started_at: check.startedAt ? wireTime(check.startedAt) : null,
    completed_at: check.completedAt ? wireTime(check.completedAt) : null,
    url: api,
    html_url:
      check.detailsUrl ?? urls.repositoryHtml(repository, 'runs', check.id),
    details_url: check.detailsUrl ?? null,
    output: {
      title: check.output.title ?? null,
      summary: check.output.summary ?? null,
      text: check.output.text ?? null,
      annotations_count: 0,
      annotations_url: `${api}/annotations`,
    },
    check_suite: { id: job?.runId ?? 0 },
    app: appJson(services, check.app),
    pull_requests: pullRequestMinimals(
      services,
      repository,
      pulls.map(pull => pull.number),
    ),
  };
}

/** The app that reports checks; the sandbox has no app registry, only the slugs that reporters gave. */
function appJson(services: ForgeServices, slug: string) {
  const { urls, accounts, founded } = services;
  const [owner] = accounts.list();
  return {
    id: slug === ACTIONS_APP ? 15368 : 1,
    node_id: nodeId('App', slug),
    slug,
    name: slug === ACTIONS_APP ? 'GitHub Actions' : slug,
    owner: simpleUserJson(urls, owner),
    description: '',
    external_url: urls.base,
    html_url: urls.html('apps', slug),
    created_at: wireTime(founded),
    updated_at: wireTime(founded),
    permissions: { checks: 'write', metadata: 'read' },
    events: ['check_run'],
  };
}
