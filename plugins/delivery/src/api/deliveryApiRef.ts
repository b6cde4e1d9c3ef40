import { createApiRef } from '@backstage/frontend-plugin-api';
import { DeliveryApi } from '@fairway/backstage-plugin-delivery-common';

/**
 * The delivery backend, as the browser reaches it. Works in the new frontend system and in the legacy one.
 *
 * @public
 */
export const deliveryApiRef = createApiRef<DeliveryApi>().with({
  id: 'plugin.delivery.client',
  pluginId: 'delivery',
});
