/**
 * The same content for portals on the older frontend system.
 *
 * @packageDocumentation
 */
export {
  DeliveryPage,
  EntityDeliveryCard,
  EntityDeliveryContent,
  EntitySecurityCard,
  EntitySecurityContent,
  deliveryPlugin,
} from './plugin';
export { isDeliveryAvailable } from '@fairway/backstage-plugin-delivery-common';
export { deliveryApiRef } from '../api/deliveryApiRef';
export { deliveryTranslationRef } from '../translation';
export { approvalsTranslationRef } from '../approvals/approvalsTranslation';
export { fleetTranslationRef } from '../fleet/fleetTranslation';
export { securityTranslationRef } from '../security/securityTranslation';
