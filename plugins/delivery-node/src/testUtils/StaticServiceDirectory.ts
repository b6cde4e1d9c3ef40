import { serviceLabelOf } from '@fairway/backstage-plugin-delivery-common';
import { DeliveryService, DeliveryServiceDirectory } from '../DeliveryService';

/**
 * A directory of given services.
 *
 * @public
 */
export class StaticServiceDirectory implements DeliveryServiceDirectory {
  #services: DeliveryService[];
  readonly #listeners = new Set<() => void>();

  constructor(...services: (Partial<DeliveryService> & { name: string })[]) {
    this.#services = services.map(complete);
  }

  /** Replaces the services and tells the listeners. */
  set(...services: (Partial<DeliveryService> & { name: string })[]): void {
    this.#services = services.map(complete);
    this.#listeners.forEach(listener => listener());
  }

  async list(): Promise<DeliveryService[]> {
    return this.#services;
  }

  async findByLabel(label: string): Promise<DeliveryService | undefined> {
    return this.#services.find(service => serviceLabelOf(service) === label);
  }

  onChange(listener: () => void, signal: AbortSignal): void {
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener));
  }
}

function complete(
  service: Partial<DeliveryService> & { name: string },
): DeliveryService {
  const { namespace = 'default', name } = service;
  return {
    ref: `component:${namespace}/${name}`,
    namespace,
    pipeline: 'standard',
    annotations: {},
    ...service,
  };
}
