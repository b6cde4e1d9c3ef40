import {
  RESOURCE_TYPE_DELIVERY_ENVIRONMENT,
  RESOURCE_TYPE_DELIVERY_SERVICE,
} from '@fairway/backstage-plugin-delivery-common';
import { createPermissionResourceRef } from '@backstage/plugin-permission-node';

/** A service as permission rules see it. @public */
export interface DeliveryServiceResource {
  serviceRef: string;
  /** Entity ref of the owner, in lower case. */
  owner?: string;
}

/** One environment of a service as permission rules see it. @public */
export interface DeliveryEnvironmentResource extends DeliveryServiceResource {
  environment: string;
}

/** What a rule on services means for a list of services. @public */
export interface DeliveryServiceFilter {
  owners: string[];
}

/** What a rule on environments means for a list of environments. @public */
export type DeliveryEnvironmentFilter =
  | { owners: string[] }
  | { environments: string[] };

/** A service as a whole. @public */
export const deliveryServiceResourceRef = createPermissionResourceRef<
  DeliveryServiceResource,
  DeliveryServiceFilter
>().with({
  pluginId: 'delivery',
  resourceType: RESOURCE_TYPE_DELIVERY_SERVICE,
});

/** One environment of one service. @public */
export const deliveryEnvironmentResourceRef = createPermissionResourceRef<
  DeliveryEnvironmentResource,
  DeliveryEnvironmentFilter
>().with({
  pluginId: 'delivery',
  resourceType: RESOURCE_TYPE_DELIVERY_ENVIRONMENT,
});
