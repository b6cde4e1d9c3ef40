import { Freshness } from '@fairway/backstage-plugin-delivery-common';
import { SourceRow, SourceServiceRow, statusOf } from './freshness';
import { SourceServiceStore } from './SourceServiceStore';
import { SourceStore } from './SourceStore';

interface Options {
  store: SourceStore;
  services: SourceServiceStore;
  /** Called with the services whose freshness changed, or without for all that the source sees. */
  onChanged(
    source: SourceRow,
    serviceRefs: string[] | undefined,
  ): Promise<void>;
  now?: () => Date;
}

const pageSize = 1000;

/**
 * Notices when values go stale, fail or come back, so that stored fleet rows say so. It compares what was shown last
 * with what is true now, and therefore misses nothing across restarts and replicas.
 */
export class FreshnessSweeper {
  readonly #options: Options;
  #running: Promise<void> | undefined;
  #again = false;

  static create(options: Options): FreshnessSweeper {
    return new FreshnessSweeper(options);
  }

  private constructor(options: Options) {
    this.#options = options;
  }

  /** Sweeps now, or once more after the sweep that runs. */
  async sweep(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#loop().finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #loop(): Promise<void> {
    do {
      this.#again = false;
      await this.#sweep();
    } while (this.#again);
  }

  async #sweep(): Promise<void> {
    const { store, onChanged } = this.#options;
    const now = this.#options.now?.() ?? new Date();
    for (const source of await store.list()) {
      const { state } = statusOf(source, now);
      if (source.shownState !== state) {
        await store.show(source.id, state);
        await onChanged(source, undefined);
      }
      await this.#sweepServices(source, now);
    }
  }

  async #sweepServices(source: SourceRow, now: Date): Promise<void> {
    const limit = now.getTime() - source.staleAfterSeconds * 1000;
    const aged = new Date(limit).toISOString();
    // A confirmation of the source as a whole keeps every service fresh.
    const staleBefore = (source.confirmedAt ?? '') < aged ? aged : undefined;
    let rows: SourceServiceRow[];
    do {
      rows = await this.#options.services.toShow(source.id, {
        staleBefore,
        limit: pageSize,
      });
      await this.#show(source, rows, staleBefore);
    } while (rows.length === pageSize);
  }

  async #show(
    source: SourceRow,
    rows: SourceServiceRow[],
    staleBefore: string | undefined,
  ): Promise<void> {
    const { services, onChanged } = this.#options;
    const groups = new Map<Freshness, SourceServiceRow[]>();
    for (const row of rows) {
      const aged =
        staleBefore !== undefined && (row.confirmedAt ?? '') < staleBefore;
      const state = row.state === 'fresh' && aged ? 'stale' : row.state;
      groups.set(state, [...(groups.get(state) ?? []), row]);
    }
    for (const [state, places] of groups) {
      await services.show(source.id, places, state);
      await onChanged(source, [
        ...new Set(places.map(place => place.serviceRef)),
      ]);
    }
  }
}
