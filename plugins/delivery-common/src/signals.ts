/**
 * Channel of Backstage's signals on which every change of a service is announced. A message says only what
 * changed; the page then reads it with the viewer's own permissions.
 *
 * @public
 */
export const DELIVERY_SIGNAL_CHANNEL = 'delivery';

/** @public */
export type DeliverySignal = {
  serviceRef: string;
  /** What changed, so that a page can read only that. */
  topic: 'service' | 'promotion' | 'findings' | 'sources';
};
