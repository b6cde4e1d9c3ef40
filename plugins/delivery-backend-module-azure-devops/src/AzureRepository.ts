import { InputError } from '@backstage/errors';
import { DeliveryService } from '@fairway/backstage-plugin-delivery-node';

const REPOSITORY_ANNOTATION = 'dev.azure.com/project-repo';
const ORGANIZATION_ANNOTATION = 'dev.azure.com/host-org';
const DEFINITION_ANNOTATION = 'dev.azure.com/build-definition';
const SOURCE_LOCATION_ANNOTATION = 'backstage.io/source-location';

/** Coordinates of a repository in Azure Repos, and of the pipeline that builds it. */
export interface AzureRepository {
  host: string;
  /** Path of the organization, or of the collection on a server of your own: `acme`, `tfs/DefaultCollection`. */
  organization: string;
  project: string;
  name: string;
  /** Name of the pipeline; all pipelines of the repository unless set. */
  definition?: string;
}

/**
 * The repository of a service, by the annotations of Backstage's Azure DevOps plugin; undefined if it is not in Azure
 * Repos. Without `dev.azure.com/host-org` the organization is that of the source location.
 */
export function repositoryOf(
  service: DeliveryService,
  hosts: readonly string[],
): AzureRepository | undefined {
  const written = service.annotations[REPOSITORY_ANNOTATION];
  if (!written) {
    return undefined;
  }
  const [project, name, ...rest] = written.split('/');
  if (!isName(project) || !isName(name) || rest.length > 0) {
    throw new InputError(
      `The annotation ${REPOSITORY_ANNOTATION} of ${service.ref} is '${written}'; it must be <project>/<repository>`,
    );
  }
  const definition = service.annotations[DEFINITION_ANNOTATION];
  return {
    ...placeOf(service, hosts),
    project,
    name,
    ...(definition && { definition }),
  };
}

function placeOf(
  service: DeliveryService,
  hosts: readonly string[],
): { host: string; organization: string } {
  const written = service.annotations[ORGANIZATION_ANNOTATION];
  const [host, ...path] = written?.split('/') ?? placeOfSource(service);
  if (!host || path.length < 1 || path.length > 2 || !path.every(isName)) {
    throw new InputError(
      written
        ? `The annotation ${ORGANIZATION_ANNOTATION} of ${service.ref} is '${written}'; it must be <host>/<organization>`
        : `${service.ref} does not say in which organization it is; add the annotation ${ORGANIZATION_ANNOTATION}, like dev.azure.com/acme`,
    );
  }
  if (!hosts.includes(host)) {
    throw new InputError(
      `${
        service.ref
      } is on '${host}' according to its annotations; integrations.azure has: ${hosts.join(
        ', ',
      )}`,
    );
  }
  return { host, organization: path.join('/') };
}

/** Host and organization of `url:https://dev.azure.com/acme/shop/_git/checkout-api`. */
function placeOfSource(service: DeliveryService): string[] {
  const location = service.annotations[SOURCE_LOCATION_ANNOTATION] ?? '';
  const url = location.replace(/^url:/, '');
  if (!URL.canParse(url)) {
    return [];
  }
  const { host, pathname } = new URL(url);
  const [path] = pathname.split('/_git/');
  const segments = path.split('/').filter(Boolean).map(decodeURIComponent);
  // The last one is the project.
  return [host, ...segments.slice(0, -1)];
}

function isName(name: string | undefined): name is string {
  return (
    name !== undefined &&
    name.length <= 256 &&
    /^[^/\\?#%]+$/.test(name) &&
    !/^\.*$/.test(name.trim())
  );
}
