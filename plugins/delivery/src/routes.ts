import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/core-plugin-api';

/** The Delivery page; its first tab is the fleet. @public */
export const deliveryRouteRef = createRouteRef({ id: 'delivery' });

/** The fleet: services × environments. @public */
export const fleetRouteRef = createSubRouteRef({
  id: 'delivery.fleet',
  parent: deliveryRouteRef,
  path: '/fleet',
});

/** The approvals inbox. @public */
export const approvalsRouteRef = createSubRouteRef({
  id: 'delivery.approvals',
  parent: deliveryRouteRef,
  path: '/approvals',
});

/**
 * Where a decision is made. External and optional, so that the entity tabs also work in a portal that does not show the
 * Delivery page; bound to the approvals inbox by default.
 *
 * @public
 */
export const decideRouteRef = createExternalRouteRef({
  id: 'decide',
  optional: true,
  defaultTarget: 'delivery.approvals',
});
