import {
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  createRouteRef,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import { DeliveryClient } from '@fairway/backstage-plugin-delivery-common';
import { deliveryApiRef } from '../api/deliveryApiRef';
import {
  approvalsRouteRef,
  decideRouteRef,
  deliveryRouteRef,
  fleetRouteRef,
} from '../routes';
import { createServiceRouteRef } from '../fleet/createServiceRouteRef';

const entityDeliveryRouteRef = createRouteRef({ id: 'delivery.entity' });
const entitySecurityRouteRef = createRouteRef({ id: 'delivery.security' });

/**
 * The plugin for `createApp` of the older frontend system.
 *
 * @public
 */
export const deliveryPlugin = createPlugin({
  id: 'delivery',
  apis: [
    createApiFactory({
      api: deliveryApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new DeliveryClient(deps),
    }),
  ],
  routes: {
    root: deliveryRouteRef,
    fleet: fleetRouteRef,
    approvals: approvalsRouteRef,
  },
  externalRoutes: {
    decide: decideRouteRef,
    createService: createServiceRouteRef,
  },
});

/** The fleet and the approvals inbox, for a route `/delivery`. @public */
export const DeliveryPage = deliveryPlugin.provide(
  createRoutableExtension({
    name: 'DeliveryPage',
    component: () =>
      import('./LegacyDeliveryPage').then(m => m.LegacyDeliveryPage),
    mountPoint: deliveryRouteRef,
  }),
);

/** The Delivery tab of an entity page, for a route `/delivery`. @public */
export const EntityDeliveryContent = deliveryPlugin.provide(
  createRoutableExtension({
    name: 'EntityDeliveryContent',
    component: () =>
      import('../delivery/DeliveryContent').then(m => m.DeliveryContent),
    mountPoint: entityDeliveryRouteRef,
  }),
);

/** The Security tab of an entity page, for a route `/security`. @public */
export const EntitySecurityContent = deliveryPlugin.provide(
  createRoutableExtension({
    name: 'EntitySecurityContent',
    component: () =>
      import('../security/SecurityContent').then(m => m.SecurityContent),
    mountPoint: entitySecurityRouteRef,
  }),
);

/** The Delivery card of an entity overview. @public */
export const EntityDeliveryCard = deliveryPlugin.provide(
  createComponentExtension({
    name: 'EntityDeliveryCard',
    component: {
      lazy: () => import('../overview/DeliveryCard').then(m => m.DeliveryCard),
    },
  }),
);

/** The Security card of an entity overview. @public */
export const EntitySecurityCard = deliveryPlugin.provide(
  createComponentExtension({
    name: 'EntitySecurityCard',
    component: {
      lazy: () => import('../overview/SecurityCard').then(m => m.SecurityCard),
    },
  }),
);
