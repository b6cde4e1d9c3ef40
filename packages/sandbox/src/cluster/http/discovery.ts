import { JsonObject } from '../json/Json';
import { allTypes } from '../ResourceTable';
import { apiVersionOf, ResourceType } from '../ResourceType';

const VERBS = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

const REVIEWS = ['SelfSubjectAccessReview', 'SelfSubjectRulesReview'];
const AUTHORIZATION = 'authorization.k8s.io';

/** The version of the API that the sandbox speaks. */
export const VERSION: JsonObject = {
  major: '1',
  minor: '32',
  gitVersion: 'v1.32.0+fairway-sandbox',
  gitCommit: '0000000000000000000000000000000000000000',
  gitTreeState: 'clean',
  buildDate: '2026-01-01T00:00:00Z',
  goVersion: 'go1.23.0',
  compiler: 'gc',
  platform: 'linux/amd64',
};

/** Answers the discovery paths; `undefined` when the path is none of them. */
export function discovery(
  path: string,
  aggregated: boolean,
): JsonObject | undefined {
  const segments = path.split('/').filter(segment => segment !== '');
  if (path === '/api') {
    return aggregated
      ? aggregatedList([''])
      : {
          kind: 'APIVersions',
          versions: ['v1'],
          serverAddressByClientCIDRs: [],
        };
  }
  if (path === '/apis') {
    return aggregated
      ? aggregatedList(groups())
      : {
          kind: 'APIGroupList',
          apiVersion: 'v1',
          groups: groups().map(group => ({ ...groupOf(group) })),
        };
  }
  if (segments[0] === 'api' && segments.length === 2) {
    return resourceList(segments[1]);
  }
  if (segments[0] === 'apis' && segments.length === 2) {
    return groups().includes(segments[1])
      ? { kind: 'APIGroup', apiVersion: 'v1', ...groupOf(segments[1]) }
      : undefined;
  }
  if (segments[0] === 'apis' && segments.length === 3) {
    return resourceList(`${segments[1]}/${segments[2]}`);
  }
  return undefined;
}

function groups(): string[] {
  const names = new Set(allTypes().map(type => type.group));
  names.delete('');
  return [...names, AUTHORIZATION];
}

function versionOf(group: string): string {
  return allTypes().find(type => type.group === group)?.version ?? 'v1';
}

function groupOf(group: string): JsonObject {
  const version = {
    groupVersion: `${group}/${versionOf(group)}`,
    version: versionOf(group),
  };
  return { name: group, versions: [version], preferredVersion: version };
}

function resourceList(apiVersion: string): JsonObject | undefined {
  const list = { kind: 'APIResourceList', apiVersion: 'v1' };
  if (apiVersion === `${AUTHORIZATION}/v1`) {
    return {
      ...list,
      groupVersion: apiVersion,
      resources: REVIEWS.map(kind => ({
        name: `${kind.toLocaleLowerCase('en-US')}s`,
        singularName: '',
        namespaced: false,
        kind,
        verbs: ['create'],
      })),
    };
  }
  const types = allTypes().filter(type => apiVersionOf(type) === apiVersion);
  return types.length === 0
    ? undefined
    : {
        ...list,
        groupVersion: apiVersion,
        resources: types.flatMap(type => [
          {
            name: type.plural,
            singularName: type.singular,
            namespaced: type.namespaced,
            kind: type.kind,
            verbs: VERBS,
            shortNames: type.shortNames,
            categories: type.categories,
          },
          ...subresources(type).map(subresource => ({
            name: `${type.plural}/${subresource.name}`,
            singularName: '',
            namespaced: type.namespaced,
            ...subresource.scope,
            kind: subresource.kind,
            verbs: subresource.verbs,
          })),
        ]),
      };
}

function subresources(type: ResourceType) {
  const own = { scope: {}, kind: type.kind };
  return [
    ...(type.statusSubresource
      ? [{ name: 'status', ...own, verbs: ['get', 'patch', 'update'] }]
      : []),
    ...(type.scaleSubresource
      ? [
          {
            name: 'scale',
            scope: { group: 'autoscaling', version: 'v1' },
            kind: 'Scale',
            verbs: ['get', 'patch', 'update'],
          },
        ]
      : []),
    ...(type.kind === 'Pod' ? [{ name: 'log', ...own, verbs: ['get'] }] : []),
  ];
}

function aggregatedList(names: string[]): JsonObject {
  return {
    kind: 'APIGroupDiscoveryList',
    apiVersion: 'apidiscovery.k8s.io/v2',
    metadata: {},
    items: names.map(group => ({
      metadata: { name: group, creationTimestamp: null },
      versions: [
        {
          version: versionOf(group),
          freshness: 'Current',
          resources: aggregatedResources(group),
        },
      ],
    })),
  };
}

function aggregatedResources(group: string): JsonObject[] {
  if (group === AUTHORIZATION) {
    return REVIEWS.map(kind => ({
      resource: `${kind.toLocaleLowerCase('en-US')}s`,
      responseKind: { group, version: 'v1', kind },
      scope: 'Cluster',
      singularResource: kind.toLocaleLowerCase('en-US'),
      verbs: ['create'],
    }));
  }
  return allTypes()
    .filter(type => type.group === group)
    .map(type => ({
      resource: type.plural,
      responseKind: { group, version: type.version, kind: type.kind },
      scope: type.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: type.singular,
      verbs: VERBS,
      shortNames: type.shortNames,
      categories: type.categories,
      subresources: subresources(type).map(subresource => ({
        subresource: subresource.name,
        responseKind: {
          group,
          version: type.version,
          ...subresource.scope,
          kind: subresource.kind,
        },
        verbs: subresource.verbs,
      })),
    }));
}
