import {
  ANNOTATION_LOCATION,
  Entity,
  parseLocationRef,
} from '@backstage/catalog-model';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { HostedRepository, parseHostedRepository } from '../HostedRepository';

/** Where a repository keeps what a catalog reads of it, unless the catalog says otherwise. */
export const CATALOG_FILE = 'catalog-info.yaml';

/** The file of a repository in which the catalog found an entity; undefined if it found it elsewhere. */
export function catalogFileOf(
  entity: Entity,
  repository: HostedRepository,
  integrations: ScmIntegrationRegistry,
): string | undefined {
  const location = entity.metadata.annotations?.[ANNOTATION_LOCATION];
  const { type, target } = location
    ? parseLocationRef(location)
    : { type: '', target: '' };
  if (
    type !== 'url' ||
    parseHostedRepository(target, integrations).url !== repository.url
  ) {
    return undefined;
  }
  const url = new URL(target);
  const path =
    url.searchParams.get('path') ??
    /\/(?:-\/)?(?:blob|tree|raw)\/[^/]+\/(.+)$/.exec(url.pathname)?.[1];
  return path && decodeURIComponent(path).replace(/^\//, '');
}
