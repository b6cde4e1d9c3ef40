import { serviceLabelOf } from '@fairway/backstage-plugin-delivery-common';
import { DeliveryService } from '../DeliveryService';
import { failureOf } from '../outbound/outboundErrors';
import {
  DeploymentObservation,
  DeploymentSink,
  ServiceFailure,
  SourceContext,
} from '../sources';
import { placeOf } from './ClusterStore';
import { ClusterWatch } from './ClusterWatch';
import { ClusterObject, WatchTiming } from './WatchedResource';
import { DerivedObservation, mergeObservations } from './mergeObservations';
import { pause } from '../pause';

/** What of one service cannot be observed now, and why. */
type Outage = Pick<ServiceFailure, 'environments' | 'except'> & {
  error: unknown;
};

/**
 * Tells a sink what changed: collects touched places for a moment, derives each anew, and sends what differs from what
 * was sent before.
 */
export class ObservationReporter<TObject extends ClusterObject> {
  readonly #context: SourceContext<DeploymentSink>;
  readonly #watches: readonly ClusterWatch<TObject>[];
  readonly #timing: WatchTiming;
  readonly #derive: (
    objects: TObject[],
    service: DeliveryService,
  ) => DerivedObservation | undefined;
  readonly #touched = new Set<string>();
  readonly #sent = new Map<
    string,
    { text: string; observation: DeploymentObservation }
  >();
  #outages = new Map<string, string>();
  #complete = false;
  #awake = new AbortController();

  constructor(options: {
    context: SourceContext<DeploymentSink>;
    watches: readonly ClusterWatch<TObject>[];
    timing: WatchTiming;
    derive: (
      objects: TObject[],
      service: DeliveryService,
    ) => DerivedObservation | undefined;
  }) {
    this.#context = options.context;
    this.#watches = options.watches;
    this.#timing = options.timing;
    this.#derive = options.derive;
  }

  touch(keys: Iterable<string>): void {
    for (const key of keys) {
      this.#touched.add(key);
    }
    this.wake();
  }

  touchAll(): void {
    this.touch(this.#watches.flatMap(watch => watch.store.keys()));
    this.touch(this.#sent.keys());
  }

  wake(): void {
    this.#awake.abort();
  }

  async run(signal: AbortSignal): Promise<void> {
    let confirmAt = Date.now() + this.#timing.confirmMs;
    while (!signal.aborted) {
      await pause(
        Math.max(0, confirmAt - Date.now()),
        AbortSignal.any([signal, this.#awake.signal]),
      );
      await pause(this.#timing.collectMs, signal);
      if (signal.aborted) {
        return;
      }
      // From here on a wake-up belongs to the next round.
      this.#awake = new AbortController();
      await this.#report();
      if (Date.now() >= confirmAt) {
        await this.#confirm();
        confirmAt = Date.now() + this.#timing.confirmMs;
      }
    }
  }

  async #report(): Promise<void> {
    if (!this.#watches.every(({ state }) => state.state === 'live')) {
      const ended = await this.#reportOutages();
      await this.#reportTouched();
      await this.#confirmAll(ended);
      return;
    }
    const ended = [...this.#outages.keys()];
    this.#outages = new Map();
    ended.forEach(serviceRef => this.#touchService(serviceRef));
    await (this.#complete ? this.#reportTouched() : this.#replaceAll());
    await this.#confirmAll(ended);
  }

  async #confirmAll(serviceRefs: string[]): Promise<void> {
    for (const serviceRef of serviceRefs) {
      await this.#context.sink.confirm(serviceRef);
    }
  }

  /** Once every cluster was listed, what is not there is known to be gone. */
  async #replaceAll(): Promise<void> {
    this.#touched.clear();
    this.#sent.clear();
    const keys = new Set(this.#watches.flatMap(watch => watch.store.keys()));
    const observations: DeploymentObservation[] = [];
    for (const key of keys) {
      const observation = await this.#observationAt(key);
      if (observation) {
        observations.push(observation);
        this.#remember(key, observation);
      }
    }
    await this.#context.sink.replaceAll(observations);
    this.#complete = true;
  }

  async #reportTouched(): Promise<void> {
    const keys = [...this.#touched];
    this.#touched.clear();
    for (const key of keys) {
      // A failed or half-listed cluster tells only part of the truth about the place.
      if (this.#isDark(key)) {
        continue;
      }
      const observation = await this.#observationAt(key);
      const sent = this.#sent.get(key);
      if (observation && textOf(observation) !== sent?.text) {
        await this.#context.sink.observe(observation);
        this.#remember(key, observation);
      } else if (!observation && sent && this.#complete) {
        const { serviceRef, environment } = sent.observation;
        await this.#context.sink.remove(serviceRef, environment);
        this.#sent.delete(key);
      }
    }
  }

  #isDark(key: string): boolean {
    return this.#watches.some(
      ({ state, store }) =>
        state.state !== 'live' && store.objectsAt(key).length > 0,
    );
  }

  async #confirm(): Promise<void> {
    const { sink } = this.#context;
    const states = this.#watches.map(({ state }) => state.state);
    if (states.every(state => state === 'live') && this.#complete) {
      await sink.confirm();
    } else if (states.includes('failed') && !states.includes('starting')) {
      // Every place that is dark was told; what is left is in clusters that answer.
      await sink.confirmRest();
    }
  }

  /** Returns the services whose outages ended. */
  async #reportOutages(): Promise<string[]> {
    const outages = await this.#findOutages();
    const told = new Map<string, string>();
    for (const [serviceRef, { error, ...places }] of outages) {
      const failure = { ...failureOf(error), ...places };
      const text = JSON.stringify(failure);
      told.set(serviceRef, text);
      if (this.#outages.get(serviceRef) !== text) {
        await this.#context.sink.fail(serviceRef, failure);
        this.#touchService(serviceRef);
      }
    }
    const ended = [...this.#outages.keys()].filter(ref => !told.has(ref));
    this.#outages = told;
    return ended;
  }

  async #findOutages(): Promise<Map<string, Outage>> {
    const outages = new Map<string, Outage>();
    const { services } = this.#context;
    for (const { state, store } of this.#watches) {
      if (state.state !== 'failed') {
        continue;
      }
      for (const key of store.keys()) {
        const { service: label, environment } = placeOf(key);
        const service = await services.findByLabel(label);
        if (service) {
          const known = outages.get(service.ref)?.environments ?? [];
          const environments = [...new Set([...known, environment])].sort();
          outages.set(service.ref, { environments, error: state.error });
        }
      }
    }
    // A cluster that was never listed may hold whatever no other cluster holds.
    const unseen = this.#watches.find(
      ({ state }) => state.state === 'failed' && !state.listed,
    );
    const settled = this.#watches.every(
      ({ state }) => state.state !== 'starting',
    );
    if (unseen?.state.state === 'failed' && settled) {
      const { error } = unseen.state;
      const seen = this.#environmentsSeen();
      for (const service of await services.list()) {
        const except = seen.get(serviceLabelOf(service));
        outages.set(service.ref, {
          error,
          ...(except && { except: [...except].sort() }),
        });
      }
    }
    return outages;
  }

  /** Where clusters that answer hold services, by the services' labels. */
  #environmentsSeen(): Map<string, Set<string>> {
    const seen = new Map<string, Set<string>>();
    for (const { state, store } of this.#watches) {
      for (const key of state.state === 'live' ? store.keys() : []) {
        if (!this.#isDark(key)) {
          const { service, environment } = placeOf(key);
          seen.set(service, (seen.get(service) ?? new Set()).add(environment));
        }
      }
    }
    return seen;
  }

  /** Makes all places of a service be told again, also if they did not change. */
  #touchService(serviceRef: string): void {
    for (const [key, { observation }] of this.#sent) {
      if (observation.serviceRef === serviceRef) {
        this.#sent.set(key, { text: '', observation });
        this.#touched.add(key);
      }
    }
  }

  async #observationAt(
    key: string,
  ): Promise<DeploymentObservation | undefined> {
    const { service: label, environment } = placeOf(key);
    const service = await this.#context.services.findByLabel(label);
    if (!service) {
      return undefined;
    }
    const parts = this.#watches.flatMap(({ name, store }) => {
      const objects = store.objectsAt(key);
      const observation =
        objects.length > 0 ? this.#derive(objects, service) : undefined;
      return observation ? [{ cluster: name, observation }] : [];
    });
    const merged = mergeObservations(parts);
    return merged && { serviceRef: service.ref, environment, ...merged };
  }

  #remember(key: string, observation: DeploymentObservation): void {
    const { past, ...present } = observation;
    this.#sent.set(key, { text: textOf(observation), observation: present });
  }
}

// The past takes room and does not change: it is told once.
function textOf({ past, ...present }: DeploymentObservation): string {
  return JSON.stringify(present);
}
