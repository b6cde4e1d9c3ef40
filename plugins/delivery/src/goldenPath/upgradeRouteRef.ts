import { createExternalRouteRef } from '@backstage/core-plugin-api';

/** Where a template is run; the portal's scaffolder unless the app binds something else. @public */
export const upgradeRouteRef = createExternalRouteRef({
  id: 'delivery.upgrade-golden-path',
  params: ['namespace', 'templateName'],
  optional: true,
  defaultTarget: 'scaffolder.selectedTemplate',
});
