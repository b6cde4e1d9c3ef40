import {
  ApiBlueprint,
  PageBlueprint,
  SubPageBlueprint,
  createFrontendPlugin,
  discoveryApiRef,
  fetchApiRef,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import { HomePageWidgetBlueprint } from '@backstage/plugin-home-react/alpha';
import {
  DeliveryClient,
  PIPELINE_ANNOTATION,
} from '@fairway/backstage-plugin-delivery-common';
import { RiShip2Line } from '@remixicon/react';
import { deliveryApiRef } from './api/deliveryApiRef';
import {
  approvalsRouteRef,
  decideRouteRef,
  deliveryRouteRef,
  fleetRouteRef,
} from './routes';
import { upgradeRouteRef } from './goldenPath/upgradeRouteRef';
import { createServiceRouteRef } from './fleet/createServiceRouteRef';

const isService = {
  kind: 'component',
  [`metadata.annotations.${PIPELINE_ANNOTATION}`]: { $exists: true },
};

const deliveryApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: deliveryApiRef,
      deps: { discoveryApi: discoveryApiRef, fetchApi: fetchApiRef },
      factory: deps => new DeliveryClient(deps),
    }),
});

const deliveryPage = PageBlueprint.make({
  params: {
    path: '/delivery',
    routeRef: deliveryRouteRef,
    title: 'Delivery',
    icon: <RiShip2Line />,
  },
});

const fleetSubPage = SubPageBlueprint.make({
  name: 'fleet',
  params: {
    path: 'fleet',
    title: 'Fleet',
    loader: () => import('./fleet/FleetPage').then(m => <m.FleetPage />),
  },
});

const approvalsSubPage = SubPageBlueprint.make({
  name: 'approvals',
  params: {
    path: 'approvals',
    title: 'Approvals',
    loader: () =>
      import('./approvals/ApprovalsPage').then(m => <m.ApprovalsPage />),
  },
});

const deliveryEntityContent = EntityContentBlueprint.make({
  name: 'delivery',
  params: {
    path: '/delivery',
    title: 'Delivery',
    filter: isService,
    loader: () =>
      import('./delivery/DeliveryContent').then(m => <m.DeliveryContent />),
  },
});

const securityEntityContent = EntityContentBlueprint.make({
  name: 'security',
  params: {
    path: '/security',
    title: 'Security',
    filter: isService,
    loader: () =>
      import('./security/SecurityContent').then(m => <m.SecurityContent />),
  },
});

const deliveryEntityCard = EntityCardBlueprint.make({
  name: 'delivery',
  params: {
    type: 'content',
    filter: isService,
    loader: () =>
      import('./overview/DeliveryCard').then(m => <m.DeliveryCard />),
  },
});

const securityEntityCard = EntityCardBlueprint.make({
  name: 'security',
  params: {
    type: 'content',
    filter: isService,
    loader: () =>
      import('./overview/SecurityCard').then(m => <m.SecurityCard />),
  },
});

const waitingForMeWidget = HomePageWidgetBlueprint.make({
  name: 'waiting-for-me',
  params: {
    name: 'WaitingForMe',
    title: 'Waiting for me',
    description: 'Promotions that wait for your decision',
    components: () =>
      import('./overview/WaitingForMe').then(m => ({
        Content: m.WaitingForMe,
      })),
  },
});

/**
 * What runs where, promote and roll back, approvals and security findings.
 *
 * @public
 */
export const deliveryPlugin = createFrontendPlugin({
  pluginId: 'delivery',
  title: 'Delivery',
  icon: <RiShip2Line />,
  info: { packageJson: () => import('../package.json') },
  routes: {
    root: deliveryRouteRef,
    fleet: fleetRouteRef,
    approvals: approvalsRouteRef,
  },
  externalRoutes: {
    decide: decideRouteRef,
    createService: createServiceRouteRef,
    upgradeGoldenPath: upgradeRouteRef,
  },
  extensions: [
    deliveryApi,
    deliveryPage,
    fleetSubPage,
    approvalsSubPage,
    deliveryEntityContent,
    securityEntityContent,
    deliveryEntityCard,
    securityEntityCard,
    waitingForMeWidget,
  ],
});
