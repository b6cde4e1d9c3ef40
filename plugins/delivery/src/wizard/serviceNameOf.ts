import { parseEntityRef } from '@backstage/catalog-model';

/** The service that a form is about: a new name, a component of the catalog, or a repository. */
export function serviceNameOf(formData: unknown): string | undefined {
  const { name, service, repository } = Object(formData);
  if (typeof name === 'string') {
    return name;
  }
  if (typeof service === 'string' && service) {
    return parseEntityRef(service, {
      defaultKind: 'component',
      defaultNamespace: 'default',
    }).name;
  }
  return typeof repository === 'string'
    ? /([^/]+?)(?:\.git)?\/*$/.exec(repository)?.[1]
    : undefined;
}
