import { createRouteRef } from '@backstage/core-plugin-api';

/** The Delivery page; its first tab is the fleet. @public */
export const deliveryRouteRef = createRouteRef({ id: 'delivery' });

/** The fleet: services × environments. @public */
export const fleetRouteRef = createRouteRef({ id: 'delivery.fleet' });

/** The approvals inbox. @public */
export const approvalsRouteRef = createRouteRef({ id: 'delivery.approvals' });
