import { Entity } from '@backstage/catalog-model';
import { alertApiRef, identityApiRef } from '@backstage/core-plugin-api';
import {
  EntityProvider,
  catalogApiRef,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import {
  TestApiProvider,
  mockApis,
  renderInTestApp,
} from '@backstage/test-utils';
import { DeliveryApi } from '@fairway/backstage-plugin-delivery-common';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Route, Routes } from 'react-router-dom';
import {
  aServiceView,
  anEnvironment,
} from '../__testUtils__/serviceViewBuilder';
import { stubDeliveryApi } from '../__testUtils__/stubDeliveryApi';
import { promotionView } from '../approvals/promotionView.fixture';
import { fleetPage, fleetRow } from '../fleet/fleetPage.fixture';
import { securityView } from '../security/securityView.fixture';
import {
  DeliveryPage,
  EntityDeliveryCard,
  EntityDeliveryContent,
  EntitySecurityCard,
  EntitySecurityContent,
  deliveryApiRef,
  deliveryPlugin,
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

async function render(
  element: JSX.Element,
  answers: Partial<DeliveryApi>,
  address = '/',
) {
  const alerts = { post: jest.fn(), alert$: jest.fn() };
  await renderInTestApp(
    <TestApiProvider
      apis={[
        [deliveryApiRef, stubDeliveryApi(answers)],
        [alertApiRef, alerts],
        [catalogApiRef, catalogApiMock()],
        [
          identityApiRef,
          mockApis.identity({ userEntityRef: 'user:default/olga' }),
        ],
      ]}
    >
      <EntityProvider entity={entity}>
        <Routes>
          <Route path="/*" element={element} />
        </Routes>
      </EntityProvider>
    </TestApiProvider>,
    {
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      routeEntries: [address],
    },
  );
  return { alerts };
}

const service = {
  getService: async () => aServiceView([anEnvironment('production')]),
  getSecurity: async () => securityView(),
  getFindings: async () => ({ findings: [], total: 0 }),
};

describe('the legacy entry', () => {
  it('shows the fleet and the approvals as tabs of one page', async () => {
    await render(
      <DeliveryPage />,
      {
        getFleet: async () => fleetPage([fleetRow('checkout-api')]),
        getApprovals: async () => ({
          promotions: [promotionView()],
          mine: 1,
          total: 1,
        }),
      },
      '/fleet',
    );
    expect(
      await screen.findByRole('heading', { name: 'Delivery' }),
    ).toBeVisible();
    expect(
      await screen.findByRole('link', { name: 'checkout-api' }),
    ).toBeVisible();
    await userEvent.click(screen.getByRole('tab', { name: 'Approvals' }));
    expect(
      await screen.findByRole('button', { name: /^Review checkout-api/ }),
    ).toBeVisible();
  });

  it('shows the Delivery tab, and says by an alert that an action worked', async () => {
    const holdEnvironment = jest.fn(async () => ({
      environment: 'production',
      by: 'user:default/olga',
      at: '2026-11-20T15:42:00Z',
      reason: 'Stocktaking',
    }));
    const { alerts } = await render(<EntityDeliveryContent />, {
      ...service,
      holdEnvironment,
    });
    const lane = within(
      await screen.findByRole('article', { name: 'Environment production' }),
    );
    await userEvent.click(lane.getByRole('button', { name: /^More for/ }));
    await userEvent.click(
      await screen.findByRole('menuitem', { name: /Hold/ }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.type(dialog.getByRole('textbox'), 'Stocktaking');
    await userEvent.click(dialog.getByRole('button', { name: /Hold/ }));
    await waitFor(() =>
      expect(alerts.post).toHaveBeenCalledWith(
        expect.objectContaining({
          severity: 'success',
          message: expect.stringContaining('production'),
        }),
      ),
    );
    expect(holdEnvironment).toHaveBeenCalledTimes(1);
  });

  it('shows the Security tab', async () => {
    await render(<EntitySecurityContent />, service);
    expect(
      await screen.findByRole('region', {
        name: 'Open findings by environment',
      }),
    ).toBeVisible();
  });

  it('shows both cards', async () => {
    await render(
      <>
        <EntityDeliveryCard />
        <EntitySecurityCard />
      </>,
      service,
    );
    expect(
      await screen.findByRole('region', { name: 'Delivery' }),
    ).toBeVisible();
    expect(await screen.findByText('Open in production, 1.14.2')).toBeVisible();
  });

  it('brings its own API client', () => {
    expect([...deliveryPlugin.getApis()].map(({ api }) => api)).toEqual([
      deliveryApiRef,
    ]);
  });

  it('offers itself to components that name a pipeline, and to nothing else', () => {
    expect(isDeliveryAvailable(entity)).toBe(true);
    expect(
      isDeliveryAvailable({ ...entity, metadata: { name: 'checkout-api' } }),
    ).toBe(false);
  });
});
