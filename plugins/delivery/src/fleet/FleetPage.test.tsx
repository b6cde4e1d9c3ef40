import { FleetQuery } from '@fairway/backstage-plugin-delivery-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { renderRoom } from '../__testUtils__/renderRoom';
import { FleetPage } from './FleetPage';
import { fleetPage, fleetRow } from './fleetPage.fixture';

const minutesAgo = (minutes: number) =>
  new Date(Date.now() - minutes * 60_000).toISOString();

function renderFleet(
  answer: (query: FleetQuery) => ReturnType<typeof fleetPage> | Promise<never>,
  address?: string,
) {
  const getFleet = jest.fn(async (query: FleetQuery = {}) => answer(query));
  renderRoom(<FleetPage />, { api: { getFleet }, address });
  return getFleet;
}

describe('FleetPage', () => {
  it('shows what runs where, how far it is behind and who waits', async () => {
    renderFleet(() =>
      fleetPage([
        fleetRow(
          'checkout-api',
          [
            { version: '1.15.0' },
            {
              version: '1.15.0',
              health: 'progressing',
              promotion: {
                id: 'p',
                state: 'verifying',
                version: '1.15.0',
                detail: 'soaking 4/10 min',
              },
            },
            { version: '1.14.2', drift: true },
          ],
          {
            behind: 3,
            behindSince: minutesAgo(60 * 25),
            waiting: { have: 1, need: 2 },
          },
        ),
      ]),
    );

    const row = await screen.findByRole('row', { name: /checkout-api/ });
    expect(
      within(row).getByRole('link', { name: 'checkout-api' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/component/checkout-api/delivery',
    );
    expect(within(row).getByRole('link', { name: /1\.14\.2/ })).toHaveAttribute(
      'href',
      '/catalog/default/component/checkout-api/delivery?environment=production',
    );
    expect(row).toHaveTextContent('soaking 4/10 min');
    expect(row).toHaveTextContent('drift');
    expect(row).toHaveTextContent('payments · checkout');
    expect(within(row).getByText('3')).toBeInTheDocument();
    expect(row).toHaveTextContent('1 d');
    expect(within(row).getByRole('link', { name: '1 of 2' })).toHaveAttribute(
      'href',
      '/delivery/approvals?scope=waiting&q=checkout-api',
    );
  });

  it('never shows not knowing as health or zero, and tells its four ways apart', async () => {
    renderFleet(() =>
      fleetPage([
        fleetRow('a', [
          { freshness: 'denied', version: undefined, health: undefined },
          {
            freshness: 'unreachable',
            version: '1.3.6',
            asOf: minutesAgo(12),
          },
          { freshness: 'stale', version: '2.0.0', asOf: minutesAgo(7) },
        ]),
        fleetRow(
          'b',
          [{}, {}, { deployed: false, version: undefined, health: undefined }],
          { behind: undefined },
        ),
      ]),
    );

    const unsure = await screen.findByRole('row', { name: /No permission/ });
    const [denied, unreachable, stale] = within(unsure)
      .getAllByRole('link')
      .slice(1);
    expect(denied).toHaveTextContent(/^No permission$/);
    expect(denied.querySelector('[data-shape]')).toHaveAttribute(
      'data-shape',
      'denied',
    );
    expect(unreachable).toHaveTextContent(/1\.3\.6.*Unreachable.*12 min ago/);
    expect(unreachable).not.toHaveTextContent('Healthy');
    expect(stale).toHaveTextContent(/2\.0\.0.*Healthy.*7 min ago/);
    const missing = screen.getByRole('link', { name: 'Not deployed yet' });
    expect(
      new Set(
        [denied, unreachable, stale, missing].map(cell => cell.dataset.face),
      ).size,
    ).toBe(4);
    expect(
      within(screen.getByRole('row', { name: /Not deployed/ })).getByText(
        'Not known',
      ),
    ).toBeInTheDocument();
  });

  it('filters by a tile: the address and the request say so, and a second press takes it back', async () => {
    const getFleet = renderFleet(() =>
      fleetPage([fleetRow('a')], { counts: { degraded: 2 } }),
    );
    const tile = await screen.findByRole('button', { name: '2 degraded' });
    expect(screen.getByRole('button', { name: '0 hold' })).toBeInTheDocument();

    await userEvent.click(tile);
    expect(tile).toHaveAttribute('aria-pressed', 'true');
    expect(screen.getByLabelText('Address')).toHaveTextContent(
      '/?state=degraded',
    );
    await waitFor(() =>
      expect(getFleet).toHaveBeenLastCalledWith(
        expect.objectContaining({ state: 'degraded', limit: 50 }),
      ),
    );

    await userEvent.click(tile);
    expect(screen.getByLabelText('Address')).toHaveTextContent(/^\/$/);
  });

  it('puts the focus into the search with "/" and asks the server once the text settles', async () => {
    const getFleet = renderFleet(() => fleetPage([fleetRow('a')]));
    await screen.findByRole('row', { name: /Healthy/ });

    await userEvent.keyboard('/pay');
    expect(screen.getByRole('searchbox')).toHaveFocus();
    await waitFor(() =>
      expect(getFleet).toHaveBeenLastCalledWith(
        expect.objectContaining({ q: 'pay' }),
      ),
    );
    expect(screen.getByLabelText('Address')).toHaveTextContent('/?q=pay');
  });

  it('filters by owner through the select', async () => {
    const getFleet = renderFleet(() => fleetPage([fleetRow('a')]));
    await screen.findByRole('row', { name: /Healthy/ });
    await userEvent.click(screen.getByRole('button', { name: /Owner/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: 'logistics' }),
    );
    await waitFor(() =>
      expect(getFleet).toHaveBeenLastCalledWith(
        expect.objectContaining({ owner: 'group:default/logistics' }),
      ),
    );
  });

  it('opens with the filters of the address and offers to clear them if nothing matches', async () => {
    const getFleet = renderFleet(
      query =>
        query.q ? fleetPage([], { total: 0 }) : fleetPage([fleetRow('found')]),
      '/?q=nothing&state=hold&sort=name',
    );
    expect(await screen.findByText('No service matches.')).toBeInTheDocument();
    expect(getFleet).toHaveBeenCalledWith(
      expect.objectContaining({ q: 'nothing', state: 'hold', sort: 'name' }),
    );

    await userEvent.click(
      screen.getByRole('button', { name: 'Clear 2 filters' }),
    );
    expect(
      await screen.findByRole('link', { name: 'found' }),
    ).toBeInTheDocument();
    expect(screen.getByLabelText('Address')).toHaveTextContent('/?sort=name');
    expect(screen.getByRole('searchbox')).toHaveValue('');
  });

  it('says that no service takes part yet, and leads to the wizard', async () => {
    renderFleet(() => fleetPage([]));
    expect(
      await screen.findByText('No service takes part in delivery yet.'),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('link', { name: 'Create a service' }),
    ).toHaveAttribute('href', '/create');
  });

  it('holds the place of eight rows while loading', async () => {
    renderFleet(() => new Promise<never>(() => {}));
    expect(await screen.findByText('Loading services')).toBeInTheDocument();
    expect(screen.queryByRole('grid')).not.toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: '– degraded' }),
    ).toBeInTheDocument();
  });

  it('shows why it could not be read, and reads again on request', async () => {
    let isDown = true;
    renderFleet(() =>
      isDown
        ? Promise.reject(new Error('The database is not reachable'))
        : fleetPage([fleetRow('back-again')]),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The database is not reachable',
    );
    isDown = false;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('link', { name: 'back-again' }),
    ).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('names the source that does not answer, what that touches and when it is tried again', async () => {
    renderFleet(() =>
      fleetPage([fleetRow('a')], {
        counts: { unreachable: 4 },
        sources: [
          {
            id: 'k',
            kind: 'deployments',
            title: 'Cluster eu-2',
            state: 'unreachable',
            asOf: minutesAgo(12),
            nextTryAt: new Date(Date.now() + 20_500).toISOString(),
          },
          {
            id: 'g',
            kind: 'pipeline-runs',
            title: 'GitHub',
            state: 'fresh',
          },
        ],
      }),
    );
    const banner = await screen.findByText(/Cluster eu-2 unreachable/);
    const note = banner.closest('[role="status"]');
    expect(note).toHaveTextContent(
      'Cluster eu-2 unreachable, as of 12 min ago. Next try in 20 s. 4 cells show their last known state; everything else is live.',
    );
    expect(note).not.toHaveTextContent('GitHub');
  });

  it('is one Tab stop: arrows move, Enter opens', async () => {
    renderFleet(() =>
      fleetPage([fleetRow('first'), fleetRow('second', [{}, {}, {}])]),
    );
    const first = await screen.findByRole('link', { name: 'first' });
    const grid = screen.getByRole('grid');
    expect(grid.querySelectorAll('[data-grid][tabindex="0"]')).toHaveLength(1);

    act(() => first.focus());
    await userEvent.keyboard('{ArrowDown}');
    expect(screen.getByRole('link', { name: 'second' })).toHaveFocus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    const staging = document.activeElement;
    expect(staging).toHaveAttribute(
      'href',
      '/catalog/default/component/second/delivery?environment=staging',
    );
    await userEvent.keyboard('{Enter}');
    expect(screen.getByLabelText('Address')).toHaveTextContent(
      '/catalog/default/component/second/delivery?environment=staging',
    );
  });

  it('reads on by cursor and renders only what is seen of a long list', async () => {
    const many = Array.from({ length: 120 }, (_, index) =>
      fleetRow(`service-${index}`),
    );
    const getFleet = renderFleet(query =>
      query.cursor
        ? fleetPage(many.slice(60), { total: 120 })
        : fleetPage(many.slice(0, 60), { total: 120, nextCursor: 'c1' }),
    );
    expect(await screen.findByText(/60 of 120 services/)).toBeInTheDocument();
    expect(screen.getAllByRole('row')).toHaveLength(61);

    await userEvent.click(screen.getByRole('button', { name: 'Show 50 more' }));
    expect(await screen.findByText(/120 of 120 services/)).toBeInTheDocument();
    expect(getFleet).toHaveBeenCalledWith(
      expect.objectContaining({ cursor: 'c1' }),
    );
    await waitFor(() =>
      expect(screen.getAllByRole('row').length).toBeLessThan(60),
    );
    expect(screen.getByRole('grid')).toHaveAttribute('aria-rowcount', '121');
  });

  it('says a freeze once if it holds for every service', async () => {
    const frozenUntil = new Date(Date.now() + 3 * 24 * 3600e3).toISOString();
    renderFleet(() =>
      fleetPage([
        fleetRow('a', [{}, {}, { frozenUntil }]),
        fleetRow('b', [{}, { frozenUntil }, { frozenUntil }]),
      ]),
    );
    const head = await screen.findByRole('columnheader', {
      name: /production/,
    });
    expect(head).toHaveTextContent(/frozen, opens/);
    expect(
      screen.getByRole('columnheader', { name: /staging/ }),
    ).not.toHaveTextContent('frozen');
    expect(screen.getAllByText(/frozen until/)).toHaveLength(1);
  });

  it('has no accessibility violations', async () => {
    renderFleet(() =>
      fleetPage([
        fleetRow('a', [{ freshness: 'denied' }, { hold: true }, {}]),
        fleetRow('b', [{}, {}, { health: 'degraded', message: 'crash loop' }], {
          waiting: { have: 0, need: 1 },
        }),
      ]),
    );
    await screen.findByRole('grid');
    expect(await axe(screen.getByRole('main'))).toHaveNoViolations();
  });
});
