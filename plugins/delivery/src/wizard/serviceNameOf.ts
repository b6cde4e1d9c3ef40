import { parseEntityRef } from '@backstage/catalog-model';

/** The service that a form is about: a new name, a component of the catalog, or a repository. */
export function serviceNameOf(formData: unknown): string | undefined {
  const { from, name, service, repository } = Object(formData);
  if (typeof name === 'string') {
    return name;
  }
  // The form keeps what was answered before somebody chose the other way.
  if (from !== 'repository' && typeof service === 'string' && service) {
    return componentName(service);
  }
  return typeof repository === 'string'
    ? /([^/]+?)(?:\.git)?\/*$/.exec(repository)?.[1]
    : undefined;
}

function componentName(ref: string): string | undefined {
  try {
    return parseEntityRef(ref, {
      defaultKind: 'component',
      defaultNamespace: 'default',
    }).name;
  } catch {
    // Typed into the address of the page.
    return undefined;
  }
}
