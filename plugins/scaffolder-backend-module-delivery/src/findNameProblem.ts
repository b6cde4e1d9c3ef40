import { BackstageCredentials } from '@backstage/backend-plugin-api';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { CodeHost, RepositoryState } from './codeHosts/CodeHost';

const NAME_PATTERN = /^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/;

/**
 * Says why a service cannot have this name, or nothing if it can. What the run `task` made itself is no problem.
 */
export async function findNameProblem(
  name: string,
  options: {
    catalog: CatalogService;
    credentials: BackstageCredentials;
    codeHost: CodeHost;
    task?: string;
  },
): Promise<string | undefined> {
  const { catalog, credentials, codeHost, task } = options;
  if (!NAME_PATTERN.test(name)) {
    return `'${name}' cannot be the name of a service: use lower-case letters, digits and dashes, start with a letter, end with a letter or digit, 40 characters at most`;
  }
  const manifestsName = `${name}-manifests`;
  const [entity, service, manifests] = await Promise.all([
    catalog.getEntityByRef(`component:default/${name}`, { credentials }),
    codeHost.read(name),
    codeHost.read(manifestsName),
  ]);
  if (isForeign(service, task)) {
    return `The repository '${name}' exists already; choose another name`;
  }
  if (isForeign(manifests, task)) {
    return `The repository '${manifestsName}' exists already; choose another name`;
  }
  if (entity && !isOwn(service, task)) {
    return `The catalog has a component '${name}' already; choose another name`;
  }
  return undefined;
}

/** True if the run `task` published this repository. */
export function isOwn(
  state: RepositoryState,
  task: string | undefined,
): boolean {
  return (
    state.exists && !state.empty && task !== undefined && state.task === task
  );
}

// A repository without any branch is the trace of a push that failed; the run that comes back to it may go on there.
function isForeign(state: RepositoryState, task: string | undefined): boolean {
  return state.exists && !isOwn(state, task) && !(state.empty && task);
}
