import { createExternalRouteRef } from '@backstage/core-plugin-api';

/** Where services are created; the portal's scaffolder unless the app binds something else. @public */
export const createServiceRouteRef = createExternalRouteRef({
  id: 'delivery.create-service',
  optional: true,
  defaultTarget: 'scaffolder.root',
});
