import { AuthService, LoggerService } from '@backstage/backend-plugin-api';
import {
  Entity,
  parseEntityRef,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { PIPELINE_ANNOTATION } from '@fairway/backstage-plugin-delivery-common';
import { ServiceChanges } from './ServiceChanges';
import { ServiceDirectory } from './ServiceDirectory';
import { ServiceRow, ServiceStore } from './ServiceStore';

interface Options {
  catalog: CatalogService;
  auth: AuthService;
  store: ServiceStore;
  directory: ServiceDirectory;
  changes: ServiceChanges;
  logger: LoggerService;
}

/** Brings the stored services in line with the catalog. */
export class CatalogRefresher {
  readonly #options: Options;
  #running: Promise<void> | undefined;
  #lastHint = 0;

  static create(options: Options): CatalogRefresher {
    return new CatalogRefresher(options);
  }

  private constructor(options: Options) {
    this.#options = options;
  }

  /** Refreshes now; while a refresh runs, joins it. */
  async refresh(): Promise<void> {
    this.#running ??= this.#refresh().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  /**
   * Says that the catalog may have changed, for instance because someone asks for a service that is not known here.
   * Answers at once; at most one hint in two seconds has an effect.
   */
  hint(): void {
    const now = Date.now();
    if (now - this.#lastHint < 2000) {
      return;
    }
    this.#lastHint = now;
    this.refresh().catch(error =>
      this.#options.logger.warn(`Reading services from the catalog failed`, {
        error: String(error),
      }),
    );
  }

  async #refresh(): Promise<void> {
    const { catalog, auth, store, directory, changes } = this.#options;
    const services = new Map<string, ServiceRow>();
    const pages = catalog.streamEntities(
      {
        filter: {
          kind: 'component',
          [`metadata.annotations.${PIPELINE_ANNOTATION}`]:
            CATALOG_FILTER_EXISTS,
        },
      },
      { credentials: await auth.getOwnServiceCredentials() },
    );
    for await (const page of pages) {
      for (const entity of page) {
        const service = toService(entity);
        services.set(service.ref, service);
      }
    }
    const changed = await store.replaceAll([...services.values()]);
    await directory.reload();
    for (const ref of changed) {
      changes.announce(ref, 'service');
    }
  }
}

/** What of a catalog component delivery needs. */
export function toService(entity: Entity): ServiceRow {
  const annotations = entity.metadata.annotations ?? {};
  const namespace = entity.metadata.namespace ?? 'default';
  return {
    ref: stringifyEntityRef(entity),
    namespace,
    name: entity.metadata.name,
    title: entity.metadata.title ?? entity.metadata.name,
    owner: targetOf(entity, RELATION_OWNED_BY),
    system: targetOf(entity, RELATION_PART_OF, 'system'),
    pipeline: annotations[PIPELINE_ANNOTATION],
    annotations,
  };
}

function targetOf(
  entity: Entity,
  type: string,
  kind?: string,
): string | undefined {
  const refs = (entity.relations ?? [])
    .filter(relation => relation.type === type)
    .map(relation => parseEntityRef(relation.targetRef))
    .filter(ref => !kind || ref.kind.toLocaleLowerCase('en-US') === kind);
  return refs[0] && stringifyEntityRef(refs[0]);
}
