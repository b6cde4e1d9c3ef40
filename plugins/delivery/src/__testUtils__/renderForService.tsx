import { Entity } from '@backstage/catalog-model';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { DeliveryApi } from '@fairway/backstage-plugin-delivery-common';
import { deliveryApiRef } from '../api/deliveryApiRef';

export const checkoutApi: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'checkout-api',
    annotations: { 'fairway.dev/pipeline': 'standard' },
  },
  spec: { type: 'service', owner: 'group:default/payments' },
};

/** Renders something as on the entity page of `checkout-api`. */
export function renderForService(element: JSX.Element, api: DeliveryApi) {
  return renderInTestApp(
    <EntityProvider entity={checkoutApi}>{element}</EntityProvider>,
    {
      apis: [[deliveryApiRef, api]],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
      },
    },
  );
}
