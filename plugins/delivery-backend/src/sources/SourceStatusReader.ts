import {
  Provenance,
  SourceKind,
  SourceStatus,
} from '@fairway/backstage-plugin-delivery-common';
import {
  provenanceOf,
  SourceRow,
  SourceServiceRow,
  statusOf,
  WHOLE_SERVICE,
} from './freshness';
import { ObservedServices } from './ObservedServices';
import { SourceServiceStore } from './SourceServiceStore';
import { SourceStore } from './SourceStore';

/** How fresh each part of what is known about one service is. */
export interface ServiceFreshness {
  ofKind(kind: 'pipeline-runs' | 'findings'): Provenance[];
  /** Of the deployment sources that see an environment; of all of them if none sees it yet. */
  deployments(environment: string, seenBy: string[]): Provenance[];
}

const cacheMilliseconds = 500;

/** Says how sources fare now. The few rows of the sources themselves are remembered for a moment. */
export class SourceStatusReader {
  readonly #store: SourceStore;
  readonly #services: SourceServiceStore;
  readonly #observed: ObservedServices | undefined;
  readonly #now: () => Date;
  #cached: { at: number; rows: Promise<SourceRow[]> } | undefined;

  static create(options: {
    store: SourceStore;
    services: SourceServiceStore;
    /** Which sources tell of which services; all of all unless given. */
    observed?: ObservedServices;
    now?: () => Date;
  }): SourceStatusReader {
    return new SourceStatusReader(options);
  }

  private constructor(
    options: Parameters<typeof SourceStatusReader.create>[0],
  ) {
    this.#store = options.store;
    this.#services = options.services;
    this.#observed = options.observed;
    this.#now = options.now ?? (() => new Date());
  }

  async list(): Promise<SourceStatus[]> {
    const now = this.#now();
    return (await this.#sources()).map(source => statusOf(source, now));
  }

  /** Reads the sources anew next time: one of them changed. */
  forget(): void {
    this.#cached = undefined;
  }

  async ofService(serviceRef: string): Promise<ServiceFreshness> {
    const [sources, services] = await Promise.all([
      this.#sources(),
      this.#services.ofService(serviceRef),
    ]);
    const own = sources.filter(
      ({ id }) => this.#observed?.has(id, serviceRef) ?? true,
    );
    return freshnessOf(own, services, this.#now());
  }

  async #sources(): Promise<SourceRow[]> {
    const at = this.#now().getTime();
    if (!this.#cached || at - this.#cached.at > cacheMilliseconds) {
      const rows = this.#store.list();
      this.#cached = { at, rows };
      rows.catch(() => {
        this.#cached = undefined;
      });
    }
    return this.#cached.rows;
  }
}

function freshnessOf(
  sources: SourceRow[],
  services: SourceServiceRow[],
  now: Date,
): ServiceFreshness {
  const provenance = (source: SourceRow, environment: string) => {
    const own = services.filter(each => each.sourceId === source.id);
    const row =
      own.find(each => each.environment === environment) ??
      own.find(each => each.environment === WHOLE_SERVICE);
    return provenanceOf(source, row, now);
  };
  const ofKind = (kind: SourceKind) =>
    sources.filter(source => source.kind === kind);
  return {
    ofKind: kind =>
      ofKind(kind).map(source => provenance(source, WHOLE_SERVICE)),
    deployments: (environment, seenBy) => {
      const all = ofKind('deployments');
      const seeing = all.filter(source => seenBy.includes(source.id));
      return (seeing.length > 0 ? seeing : all).map(source =>
        provenance(source, environment),
      );
    },
  };
}
