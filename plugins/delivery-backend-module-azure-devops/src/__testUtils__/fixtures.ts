import { FakeAzure } from './FakeAzure';

export const PROJECT = 'Payments';
export const NAME = 'checkout-api';
export const REF = 'component:default/checkout-api';
export const SHA = 'a'.repeat(40);
export const IMAGE = 'acme.azurecr.io/checkout-api';
export const API = FakeAzure.apiOf(PROJECT);
export const BUILDS = `${API}/build/builds`;
export const GIT = `${API}/git/repositories/${FakeAzure.REPOSITORY_ID}`;
export const ANNOTATIONS = {
  'dev.azure.com/host-org': 'dev.azure.com/acme',
  'dev.azure.com/project-repo': `${PROJECT}/${NAME}`,
  'dev.azure.com/build-definition': NAME,
  'fairway.dev/image': IMAGE,
};

/** Shaped after https://learn.microsoft.com/rest/api/azure/devops/build/builds/list */
export function build(id: number, extra: object = {}) {
  return {
    _links: {
      web: {
        href: `${FakeAzure.ORGANIZATION}/${FakeAzure.PROJECT_ID}/_build/results?buildId=${id}`,
      },
    },
    id,
    buildNumber: `20261123.${id}`,
    status: 'completed',
    result: 'succeeded',
    queueTime: '2026-11-23T09:00:00.1234567Z',
    startTime: '2026-11-23T09:00:01.1234567Z',
    finishTime: '2026-11-23T09:10:00.1234567Z',
    definition: { id: 3, name: NAME, type: 'build', revision: 1 },
    project: { id: FakeAzure.PROJECT_ID, name: PROJECT },
    reason: 'individualCI',
    sourceBranch: 'refs/heads/main',
    sourceVersion: SHA,
    triggerInfo: {
      'ci.sourceBranch': 'refs/heads/main',
      'ci.sourceSha': SHA,
      'ci.message': 'Add refunds\n\nWhy.',
      'ci.triggerRepository': FakeAzure.REPOSITORY_ID,
    },
    requestedFor: { id: 'u1', displayName: 'Ada', uniqueName: 'ada@acme.com' },
    repository: { id: FakeAzure.REPOSITORY_ID, type: 'TfsGit' },
    ...extra,
  };
}

/** Shaped after https://learn.microsoft.com/rest/api/azure/devops/build/timeline/get */
export function record(
  type: string,
  name: string,
  order: number,
  state: string,
  result: string | null = null,
  extra: object = {},
) {
  return {
    id: `${type}-${order}`.toLocaleLowerCase('en-US'),
    parentId: null,
    type,
    name,
    identifier: name,
    order,
    state,
    result,
    startTime: state === 'pending' ? null : '2026-11-23T09:00:02Z',
    finishTime: state === 'completed' ? '2026-11-23T09:01:00Z' : null,
    attempt: 1,
    ...extra,
  };
}

export function report(version: string, extra: object = {}) {
  return {
    schema: 'fairway.dev/release/v1',
    version,
    commit: SHA,
    image: IMAGE,
    digest: `sha256:${'b'.repeat(64)}`,
    ...extra,
  };
}
