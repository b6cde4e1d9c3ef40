/**
 * The backend of Fairway delivery.
 *
 * @packageDocumentation
 */
export { deliveryPlugin as default } from './plugin';
export {
  createDeliveryEnvironmentConditionalDecision,
  createDeliveryServiceConditionalDecision,
  deliveryEnvironmentConditions,
  deliveryServiceConditions,
} from './permissions/rules';
export type {
  DeliveryEnvironmentFilter,
  DeliveryEnvironmentResource,
  DeliveryServiceFilter,
  DeliveryServiceResource,
} from './permissions/resources';
