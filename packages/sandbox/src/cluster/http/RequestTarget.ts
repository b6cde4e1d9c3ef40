import { typeOfPlural } from '../ResourceTable';
import { ResourceType } from '../ResourceType';

/** What a URL under `/api/v1` or `/apis` addresses. */
export interface RequestTarget {
  type: ResourceType;
  namespace: string | undefined;
  name: string | undefined;
  subresource: string | undefined;
}

/** Reads a path such as `/apis/apps/v1/namespaces/shop/deployments/web/scale`. */
export function parseRequestTarget(path: string): RequestTarget | undefined {
  const segments = path
    .split('/')
    .filter(segment => segment !== '')
    .map(decodeURIComponent);
  const core = segments[0] === 'api';
  const apiVersion = core ? segments[1] : `${segments[1]}/${segments[2]}`;
  const rest = segments.slice(core ? 2 : 3);
  if (rest[0] === 'namespaces' && rest.length > 2) {
    const type = typeOfPlural(apiVersion, rest[2]);
    if (type?.namespaced) {
      return {
        type,
        namespace: rest[1],
        name: rest[3],
        subresource: rest.slice(4).join('/') || undefined,
      };
    }
  }
  const type = typeOfPlural(apiVersion, rest[0] ?? '');
  if (!type || (type.namespaced && rest.length > 1)) {
    return undefined;
  }
  return {
    type,
    namespace: undefined,
    name: rest[1],
    subresource: rest.slice(2).join('/') || undefined,
  };
}
