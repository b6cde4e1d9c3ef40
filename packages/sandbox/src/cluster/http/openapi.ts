import { JsonObject } from '../json/Json';
import { allTypes } from '../ResourceTable';
import { apiVersionOf } from '../ResourceType';

/**
 * The OpenAPI paths, as far as kubectl needs them: it asks here whether a kind supports server-side field
 * validation before it applies anything. Schemas are open objects.
 */
export function openapi(path: string): JsonObject | undefined {
  if (path === '/openapi/v2') {
    return {
      swagger: '2.0',
      info: { title: 'Kubernetes', version: 'v1.32.0' },
      paths: {},
      definitions: {},
    };
  }
  if (path === '/openapi/v3') {
    const versions = new Set(allTypes().map(apiVersionOf));
    return {
      paths: Object.fromEntries(
        [...versions].map(version => [
          prefixOf(version),
          { serverRelativeURL: `/openapi/v3/${prefixOf(version)}` },
        ]),
      ),
    };
  }
  const wanted = /^\/openapi\/v3\/(.+)$/.exec(path)?.[1];
  const types = allTypes().filter(
    type => prefixOf(apiVersionOf(type)) === wanted,
  );
  if (types.length === 0) {
    return undefined;
  }
  return {
    openapi: '3.0.0',
    info: { title: 'Kubernetes', version: 'v1.32.0' },
    paths: Object.fromEntries(
      types.map(type => [
        `/${wanted}/${type.namespaced ? 'namespaces/{namespace}/' : ''}${
          type.plural
        }/{name}`,
        {
          patch: {
            'x-kubernetes-action': 'patch',
            'x-kubernetes-group-version-kind': {
              group: type.group,
              version: type.version,
              kind: type.kind,
            },
            parameters: ['fieldValidation', 'fieldManager', 'dryRun'].map(
              name => ({ name, in: 'query', schema: { type: 'string' } }),
            ),
            responses: {},
          },
        },
      ]),
    ),
    components: {
      schemas: Object.fromEntries(
        types.map(type => [
          `fairway.sandbox.${type.version}.${type.kind}`,
          {
            type: 'object',
            'x-kubernetes-preserve-unknown-fields': true,
            'x-kubernetes-group-version-kind': [
              { group: type.group, version: type.version, kind: type.kind },
            ],
          },
        ]),
      ),
    },
  };
}

function prefixOf(apiVersion: string): string {
  return apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
}
