/**
 * A service as sources see it: a catalog component that takes part in delivery.
 *
 * @public
 */
export interface DeliveryService {
  /** Entity ref in lower case: `component:default/checkout-api`. */
  ref: string;
  namespace: string;
  name: string;
  /** Name of its delivery pipeline, a key of `delivery.pipelines`. */
  pipeline: string;
  /** All annotations of the entity, from which a source takes its own coordinates. */
  annotations: Record<string, string>;
}

/**
 * The services known now. The list is kept fresh from the catalog; reading it costs nothing.
 *
 * @public
 */
export interface DeliveryServiceDirectory {
  list(): Promise<DeliveryService[]>;
  /** Finds a service by the value of the `fairway.dev/service` label. */
  findByLabel(label: string): Promise<DeliveryService | undefined>;
  /** Calls back after the set of services changed, until the signal aborts. */
  onChange(listener: () => void, signal: AbortSignal): void;
}
