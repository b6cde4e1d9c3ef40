import { DeliverySignal } from '@fairway/backstage-plugin-delivery-common';

/** What changed about a service. */
export type ServiceChange = DeliverySignal;

/**
 * Tells the parts of the backend that a service changed: its summary is rebuilt, open pages hear of it by signal, and
 * the promotion engine looks again. Many announcements of one service in a moment become one.
 */
export interface ServiceChanges {
  /** Call after the change was committed. */
  announce(serviceRef: string, topic: ServiceChange['topic']): void;
  /** Calls back soon after an announcement, at once and before the summary is rebuilt, until the signal aborts. */
  onChange(
    listener: (change: ServiceChange) => void,
    signal: AbortSignal,
  ): void;
}
