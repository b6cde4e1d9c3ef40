import { ResponseError } from '@backstage/errors';
import { SecurityView } from '@fairway/backstage-plugin-delivery-common';
import { screen, within } from '@testing-library/react';
import { axe } from 'jest-axe';
import { renderRoom } from '../__testUtils__/renderRoom';
import { checkoutApi } from '../__testUtils__/renderForService';
import {
  aPromotion,
  aPromotionView,
  aServiceView,
  anEnvironment,
  minutesAgo,
} from '../__testUtils__/serviceViewBuilder';
import { DeliveryCard } from './DeliveryCard';
import { SecurityCard } from './SecurityCard';
import { WaitingForMe } from './WaitingForMe';

const security: SecurityView = {
  serviceRef: 'component:default/checkout-api',
  exposure: [
    {
      environment: 'production',
      version: '1.14.2',
      open: { critical: 1, high: 3, medium: 6, low: 9 },
      overdue: 1,
    },
    {
      environment: 'development',
      version: '1.15.0',
      open: { critical: 0, high: 2, medium: 7, low: 9 },
    },
  ],
  trend: [],
  fixedInTrend: 0,
  newInTrend: 0,
  scans: [
    {
      scanner: 'CodeQL',
      scope: 'code',
      commit: 'a',
      complete: true,
      at: minutesAgo(120),
    },
    {
      scanner: 'Grype',
      scope: 'image',
      commit: 'a',
      complete: false,
      at: minutesAgo(120),
    },
  ],
  scanners: ['CodeQL', 'Grype'],
  total: 19,
  open: 19,
  decided: 0,
  clockDays: {},
  provenance: [],
};

describe('DeliveryCard', () => {
  it('shows every environment, and leads to the inbox for what waits', async () => {
    renderRoom(<DeliveryCard />, {
      entity: checkoutApi,
      api: {
        getService: async () =>
          aServiceView([
            anEnvironment('staging', {
              provenance: [
                {
                  source: 'Argo CD',
                  state: 'unreachable',
                  asOf: minutesAgo(12),
                },
              ],
            }),
            anEnvironment('production', {
              promotion: aPromotion('awaiting-approval'),
              behind: { commits: 3, releases: 1, of: 'staging' },
            }),
          ]),
      },
    });
    const card = within(
      await screen.findByRole('region', { name: 'Delivery' }),
    );
    expect(await card.findByText('Unreachable')).toBeVisible();
    expect(card.getByText('3 commits behind staging')).toBeVisible();
    expect(card.getByText(/waits for/)).toHaveTextContent(
      '1.14.3 waits for 0 of 2 approvals',
    );
    expect(card.getByRole('link', { name: 'Review' })).toHaveAttribute(
      'href',
      '/delivery/approvals?promotion=promotion-awaiting-approval',
    );
    expect(card.getByRole('link', { name: 'Open Delivery' })).toHaveAttribute(
      'href',
      '/catalog/default/component/checkout-api/delivery',
    );
    expect(card.queryByRole('button')).not.toBeInTheDocument();
    expect((await axe(screen.getByRole('main'))).violations).toEqual([]);
  });
});

describe('SecurityCard', () => {
  const show = (getSecurity: () => Promise<SecurityView>) =>
    renderRoom(<SecurityCard />, { entity: checkoutApi, api: { getSecurity } });

  it('counts what is open in production, what is overdue and which scans are complete', async () => {
    show(async () => security);
    expect(await screen.findByText('Open in production, 1.14.2')).toBeVisible();
    expect(screen.getByText('Critical').closest('div')).toHaveTextContent(
      '1Critical',
    );
    expect(screen.getByText('1 overdue')).toBeVisible();
    expect(screen.getByText('1 of 2 scans complete')).toBeVisible();
  });

  it('never shows zero for a service that was never scanned', async () => {
    show(async () => ({
      ...security,
      exposure: [{ environment: 'production' }],
    }));
    expect(await screen.findByText('Never scanned')).toBeVisible();
    expect(screen.queryByText('0')).not.toBeInTheDocument();
  });

  it('never shows zero to somebody without permission', async () => {
    const denied = await ResponseError.fromResponse({
      ok: false,
      redirected: false,
      status: 403,
      statusText: 'Forbidden',
      type: 'default',
      url: '',
      headers: new Headers(),
      text: async () => '',
    });
    show(() => Promise.reject(denied));
    expect(await screen.findByText('No permission')).toBeVisible();
    expect(screen.queryByText('0')).not.toBeInTheDocument();
  });
});

describe('WaitingForMe', () => {
  it('lists promotions that the viewer can decide', async () => {
    renderRoom(<WaitingForMe />, {
      api: {
        getApprovals: async () => ({
          promotions: [aPromotionView(aPromotion('awaiting-approval'))],
          mine: 1,
          total: 1,
        }),
      },
    });
    expect(
      await screen.findByRole('link', { name: 'checkout-api' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/component/checkout-api/delivery?environment=production',
    );
    expect(screen.getByRole('link', { name: 'Review' })).toHaveAttribute(
      'href',
      '/delivery/approvals?promotion=promotion-awaiting-approval',
    );
  });

  it('says that nothing waits', async () => {
    renderRoom(<WaitingForMe />, {
      api: {
        getApprovals: async () => ({ promotions: [], mine: 0, total: 0 }),
      },
    });
    expect(await screen.findByText('Nothing waits for you.')).toBeVisible();
  });
});
