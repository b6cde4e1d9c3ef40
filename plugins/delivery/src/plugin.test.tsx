import {
  createExtensionTester,
  mockApis,
  renderTestApp,
} from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import { EntityContentBlueprint } from '@backstage/plugin-catalog-react/alpha';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { screen } from '@testing-library/react';
import { checkoutApi } from './__testUtils__/renderForService';
import { stubDeliveryApi } from './__testUtils__/stubDeliveryApi';
import { deliveryApiRef } from './api/deliveryApiRef';
import deliveryPlugin from '.';

const api = stubDeliveryApi({
  getFleet: async () => ({
    rows: [],
    total: 0,
    environments: [],
    counts: {},
    owners: [],
    systems: [],
    sources: [],
    asOf: '2026-11-20T15:42:00.000Z',
  }),
  getApprovals: async () => ({ promotions: [], mine: 0, total: 0 }),
});

function open(address: string) {
  return renderTestApp({
    features: [deliveryPlugin],
    initialRouteEntries: [address],
    mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    apis: [
      [deliveryApiRef, api],
      [catalogApiRef, catalogApiMock()],
      mockApis.identity({ userEntityRef: 'user:default/olga' }),
    ],
  });
}

describe('deliveryPlugin', () => {
  it('opens the Delivery page with the fleet and the approvals inbox as tabs', async () => {
    open('/delivery');
    expect(
      await screen.findByRole('tab', { name: 'Fleet', selected: true }),
    ).toBeVisible();
    expect(screen.getByRole('tab', { name: 'Approvals' })).toBeVisible();
  });

  it('opens the approvals inbox by its own address', async () => {
    open('/delivery/approvals');
    expect(
      await screen.findByText(/Nothing waits for you/),
    ).toBeInTheDocument();
  });

  it.each([
    'entity-content:delivery/delivery',
    'entity-content:delivery/security',
  ] as const)(
    'shows %s for components that name a pipeline, and for nothing else',
    id => {
      const isShownFor = createExtensionTester(
        deliveryPlugin.getExtension(id),
      ).get(EntityContentBlueprint.dataRefs.filterFunction);
      expect(isShownFor?.(checkoutApi)).toBe(true);
      expect(
        isShownFor?.({ ...checkoutApi, metadata: { name: 'checkout-api' } }),
      ).toBe(false);
      expect(isShownFor?.({ ...checkoutApi, kind: 'Resource' })).toBe(false);
    },
  );
});
