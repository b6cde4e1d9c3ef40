import {
  DeliveryService,
  DeliveryServiceDirectory,
} from '@fairway/backstage-plugin-delivery-node';
import { serviceLabelOf } from '@fairway/backstage-plugin-delivery-common';
import { ServiceRow, ServiceStore } from './ServiceStore';

/** The services known now, in memory, as sources and routes read them. */
export class ServiceDirectory implements DeliveryServiceDirectory {
  readonly #store: ServiceStore;
  readonly #listeners = new Set<() => void>();
  #services: ServiceRow[] = [];
  #byLabel = new Map<string, ServiceRow>();
  #byRef = new Map<string, ServiceRow>();
  #text = '';

  static create(options: { store: ServiceStore }): ServiceDirectory {
    return new ServiceDirectory(options.store);
  }

  private constructor(store: ServiceStore) {
    this.#store = store;
  }

  async list(): Promise<DeliveryService[]> {
    return this.#services;
  }

  async findByLabel(label: string): Promise<DeliveryService | undefined> {
    return this.#byLabel.get(label);
  }

  find(serviceRef: string): ServiceRow | undefined {
    return this.#byRef.get(serviceRef);
  }

  refs(): string[] {
    return [...this.#byRef.keys()];
  }

  onChange(listener: () => void, signal: AbortSignal): void {
    if (signal.aborted) {
      return;
    }
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), {
      once: true,
    });
  }

  /** Reads the stored services again and tells listeners if they changed. */
  async reload(): Promise<void> {
    const services = await this.#store.list();
    const text = JSON.stringify(services);
    if (text === this.#text) {
      return;
    }
    this.#text = text;
    this.#services = services;
    this.#byRef = new Map(services.map(each => [each.ref, each]));
    this.#byLabel = new Map(services.map(each => [serviceLabelOf(each), each]));
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
