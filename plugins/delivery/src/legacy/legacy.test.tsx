import { Entity } from '@backstage/catalog-model';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { TestApiProvider, renderInTestApp } from '@backstage/test-utils';
import { DeliveryApi } from '@fairway/backstage-plugin-delivery-common';
import { screen } from '@testing-library/react';
import { Route, Routes } from 'react-router-dom';
import {
  aServiceView,
  anEnvironment,
} from '../__testUtils__/serviceViewBuilder';
import { stubDeliveryApi } from '../__testUtils__/stubDeliveryApi';
import {
  EntityDeliveryCard,
  EntityDeliveryContent,
  EntitySecurityCard,
  deliveryApiRef,
  isDeliveryAvailable,
} from '.';

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'checkout-api',
    annotations: { 'fairway.dev/pipeline': 'standard' },
  },
};

function render(element: JSX.Element, api: DeliveryApi) {
  return renderInTestApp(
    <TestApiProvider apis={[[deliveryApiRef, api]]}>
      <EntityProvider entity={entity}>
        <Routes>
          <Route path="/*" element={element} />
        </Routes>
      </EntityProvider>
    </TestApiProvider>,
    { mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef } },
  );
}

const api = stubDeliveryApi({
  getService: async () => aServiceView([anEnvironment('production')]),
  getSecurity: async () => ({
    serviceRef: 'component:default/checkout-api',
    exposure: [{ environment: 'production', version: '1.14.2' }],
    trend: [],
    fixedInTrend: 0,
    newInTrend: 0,
    scans: [],
    scanners: [],
    total: 0,
    open: 0,
    decided: 0,
    clockDays: {},
    provenance: [],
  }),
});

describe('the legacy entry', () => {
  it('shows the Delivery tab in a portal on the older frontend system', async () => {
    await render(<EntityDeliveryContent />, api);
    expect(
      await screen.findByRole('article', { name: 'Environment production' }),
    ).toBeVisible();
  });

  it('shows both cards', async () => {
    await render(
      <>
        <EntityDeliveryCard />
        <EntitySecurityCard />
      </>,
      api,
    );
    expect(await screen.findByText('1.14.2')).toBeVisible();
    expect(await screen.findByText('Never scanned')).toBeVisible();
  });

  it('offers itself to components that name a pipeline, and to nothing else', () => {
    expect(isDeliveryAvailable(entity)).toBe(true);
    expect(
      isDeliveryAvailable({ ...entity, metadata: { name: 'checkout-api' } }),
    ).toBe(false);
  });
});
