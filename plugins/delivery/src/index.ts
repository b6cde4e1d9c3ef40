/**
 * What runs where, promote and roll back, approvals and security findings, for Backstage's frontend system.
 * Portals on the older system import the same content from `./legacy`.
 *
 * @packageDocumentation
 */
export { deliveryPlugin as default } from './plugin';
export { deliveryApiRef } from './api/deliveryApiRef';
export { deliveryTranslationRef } from './translation';
export { approvalsTranslationRef } from './approvals/approvalsTranslation';
export { fleetTranslationRef } from './fleet/fleetTranslation';
export { securityTranslationRef } from './security/securityTranslation';
export { createServiceRouteRef } from './fleet/createServiceRouteRef';
export {
  approvalsRouteRef,
  decideRouteRef,
  deliveryRouteRef,
  fleetRouteRef,
} from './routes';
export { deliveryWizardModule } from './wizard/wizardModule';
