import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  Entity,
  getEntitySourceLocation,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { ConflictError } from '@backstage/errors';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { HostedRepository, parseHostedRepository } from '../HostedRepository';

const KUBERNETES_ID = 'backstage.io/kubernetes-id';

/**
 * Namespaces, applications and images are named after a service; throws a ConflictError if those of this name belong to a
 * component of another repository. `credentials` see the whole catalog: what people may not see is taken all the same.
 */
export async function requireFreeName(
  name: string,
  options: {
    repository: HostedRepository;
    catalog: CatalogService;
    integrations: ScmIntegrationRegistry;
    credentials: BackstageCredentials;
  },
): Promise<void> {
  const { repository, catalog, integrations, credentials } = options;
  const [named, { items: running }] = await Promise.all([
    catalog.getEntityByRef(`component:default/${name}`, { credentials }),
    catalog.getEntities(
      {
        filter: {
          kind: 'Component',
          [`metadata.annotations.${KUBERNETES_ID}`]: name,
        },
      },
      { credentials },
    ),
  ]);
  const other = [...(named ? [named] : []), ...running].find(
    entity => !livesIn(entity, repository, integrations),
  );
  if (other) {
    throw new ConflictError(
      `The name '${name}' belongs to ${stringifyEntityRef(
        other,
      )}, which does not live in ${
        repository.url
      }: its namespaces, applications and images would be taken over. Give the service of ${
        repository.url
      } a component with a name of its own and choose that, or rename the other one first`,
    );
  }
}

function livesIn(
  entity: Entity,
  repository: HostedRepository,
  integrations: ScmIntegrationRegistry,
): boolean {
  try {
    const { target } = getEntitySourceLocation(entity);
    const { url } = parseHostedRepository(target, integrations);
    // No code host tells repositories apart by case.
    return url.toLowerCase() === repository.url.toLowerCase();
  } catch {
    // Without a location, or on a host that the portal does not know: elsewhere.
    return false;
  }
}
