import { simpleUserJson } from '../accounts/accountJson';
import { CheckAnnotation, CheckRunRecord } from '../actions/records';
import { pullRequestMinimals } from '../actions/workflowJson';
import { ForgeServices } from '../ForgeServices';
import { ForgeUrls } from '../http/ForgeUrls';
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
      annotations_count: check.output.annotations?.length ?? 0,
      annotations_url: `${api}/annotations`,
    },
    check_suite: { id: check.suiteId },
    app: appJson(services, check.app),
    pull_requests: pullRequestMinimals(
      services,
      repository,
      pulls.map(pull => pull.number),
    ),
  };
}

/** The app that reports checks; the sandbox has no app registry, only the slugs that reporters gave. */
export function appJson(services: ForgeServices, slug: string) {
  const { urls, accounts, founded } = services;
  const [owner] = accounts.list();
  return {
    id: appId(services, slug),
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

/** GitHub Actions has its own number everywhere; an account that reports checks lends its. */
export function appId(services: ForgeServices, slug: string): number {
  return slug === ACTIONS_APP ? 15368 : services.accounts.find(slug)?.id ?? 0;
}

export function annotationJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  check: CheckRunRecord,
  annotation: CheckAnnotation,
) {
  return {
    path: annotation.path,
    start_line: annotation.startLine,
    end_line: annotation.endLine,
    start_column: annotation.startColumn ?? null,
    end_column: annotation.endColumn ?? null,
    annotation_level: annotation.level,
    title: annotation.title ?? null,
    message: annotation.message,
    raw_details: annotation.rawDetails ?? null,
    blob_href: services.urls.repositoryHtml(
      repository,
      'blob',
      check.headSha,
      ...ForgeUrls.pathSegments(annotation.path),
    ),
  };
}
