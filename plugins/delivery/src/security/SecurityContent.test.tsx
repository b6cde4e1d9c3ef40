import { NotAllowedError, ResponseError } from '@backstage/errors';
import {
  DeliveryApi,
  FindingsQuery,
  SecurityView,
  TriageRequest,
} from '@fairway/backstage-plugin-delivery-common';
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { checkoutApi } from '../__testUtils__/renderForService';
import { renderRoom } from '../__testUtils__/renderRoom';
import { SecurityContent } from './SecurityContent';
import { finding, findingDetail } from './finding.fixture';
import { securityView } from './securityView.fixture';

const inDays = (days: number) =>
  new Date(Date.now() + days * 24 * 3600_000).toISOString();

const listed = [
  finding({ id: 'sql', dueAt: inDays(-3) }),
  finding({
    id: 'openssl',
    title: 'Buffer overflow in openssl',
    severity: 'critical',
    rule: 'CVE-2026-1234',
    identifiers: ['CVE-2026-1234'],
    path: undefined,
    packageName: 'openssl',
    installedVersion: '3.0.15',
    fixedVersion: '3.0.19',
    dueAt: inDays(5),
    environments: ['staging'],
  }),
  finding({
    id: 'accepted',
    title: 'Slow regular expression',
    state: 'risk-accepted',
    acceptedUntil: '2099-11-27T12:00:00Z',
    environments: [],
  }),
];

function renderSecurity(
  options: {
    view?: Partial<SecurityView>;
    address?: string;
    api?: Partial<DeliveryApi>;
  } = {},
) {
  const getFindings = jest.fn(
    async (_service: unknown, _query: FindingsQuery = {}) => ({
      findings: listed,
      total: listed.length,
    }),
  );
  const triageFinding = jest.fn(
    async (_service: unknown, id: string, _request: TriageRequest) =>
      findingDetail({ id }),
  );
  renderRoom(<SecurityContent />, {
    entity: checkoutApi,
    address: options.address,
    catalog: [
      {
        apiVersion: 'backstage.io/v1alpha1',
        kind: 'User',
        metadata: { name: 'ada', namespace: 'default' },
        spec: { profile: { displayName: 'Ada Byron' } },
      },
    ],
    api: {
      getSecurity: async () => securityView(options.view),
      getService: async () => undefined,
      getFindings,
      getFinding: async (_service, id) => {
        const one = listed.find(candidate => candidate.id === id);
        return findingDetail({ ...one, id });
      },
      triageFinding,
      ...options.api,
    },
  });
  return { getFindings, triageFinding };
}

describe('SecurityContent', () => {
  it('shows exposure per environment; not scanned is not zero', async () => {
    renderSecurity();
    const production = await screen.findByRole('row', { name: /production/ });
    expect(production).toHaveTextContent('exposed to customers');
    expect(
      within(production).getByRole('button', {
        name: '1 critical in production',
      }),
    ).toBeInTheDocument();
    const development = screen.getByRole('row', { name: /development/ });
    expect(development).toHaveTextContent('Not known');
    expect(within(development).queryByText('0')).not.toBeInTheDocument();
  });

  it('does not call fixed what still runs somewhere', async () => {
    const fixed = [
      finding({
        id: 'f1',
        title: 'Still there',
        state: 'fixed',
        environments: ['production'],
      }),
      finding({
        id: 'f2',
        title: 'Gone everywhere',
        state: 'fixed',
        environments: [],
      }),
    ];
    renderSecurity({
      api: { getFindings: async () => ({ findings: fixed, total: 2 }) },
    });
    expect(
      await screen.findByRole('row', { name: /Still there/ }),
    ).toHaveTextContent('fixed, not deployed');
    expect(
      screen.getByRole('row', { name: /Gone everywhere/ }),
    ).not.toHaveTextContent('not deployed');
  });

  it('filters the table by a number of the matrix', async () => {
    const { getFindings } = renderSecurity();
    await userEvent.click(
      await screen.findByRole('button', { name: '3 high in production' }),
    );
    await waitFor(() =>
      expect(getFindings).toHaveBeenLastCalledWith(
        { namespace: 'default', name: 'checkout-api' },
        expect.objectContaining({
          severity: 'high',
          environment: 'production',
          state: 'open',
        }),
      ),
    );
    expect(screen.getByLabelText('Address')).toHaveTextContent(
      '/?environment=production&severity=high&state=open',
    );

    await userEvent.click(
      screen.getByRole('button', { name: '1 overdue in production' }),
    );
    await waitFor(() =>
      expect(getFindings).toHaveBeenLastCalledWith(
        expect.anything(),
        expect.objectContaining({ overdue: 'true', severity: undefined }),
      ),
    );
  });

  it('describes the trend in words and shows it as a table', async () => {
    renderSecurity();
    expect(
      await screen.findByRole('img', {
        name: /critical and high from 6 to 4, medium and low from 14 to 15/,
      }),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Show as table' }),
    );
    expect(
      within(
        screen.getByRole('region', { name: 'Trend as a table' }),
      ).getAllByRole('row'),
    ).toHaveLength(4);
  });

  it('lists findings with where they are, their state and their clock', async () => {
    renderSecurity();
    const overdue = (
      await screen.findByRole('button', { name: /SQL query/ })
    ).closest('tr');
    expect(overdue).toHaveTextContent('src/app/refunds.py:48');
    expect(overdue).toHaveTextContent('production +2');
    expect(overdue).toHaveTextContent('overdue 3 d');
    const critical = screen
      .getByRole('button', { name: /openssl/ })
      .closest('tr');
    expect(critical).toHaveTextContent('openssl 3.0.15');
    expect(critical).toHaveTextContent('due in 5 d');
    const accepted = screen
      .getByRole('button', { name: /Slow regular/ })
      .closest('tr');
    expect(accepted).toHaveTextContent('Risk accepted');
    expect(accepted).toHaveTextContent('until 27 Nov 2099');
    expect(accepted).toHaveTextContent('nowhere');
  });

  it('opens a finding beside the table, steps with j and k, closes with Esc', async () => {
    renderSecurity();
    const row = await screen.findByRole('button', { name: /SQL query/ });
    await userEvent.click(row);
    const drawer = await screen.findByRole('dialog', { name: /SQL query/ });
    expect(screen.getByLabelText('Address')).toHaveTextContent('/?finding=sql');
    expect(drawer).toHaveTextContent('1 of 3');
    expect(drawer).toHaveTextContent('Overdue 3 d.');
    expect(drawer).toHaveTextContent('High must be decided or fixed in 30 d.');
    expect(drawer).toHaveTextContent('Pass the term as a parameter.');
    expect(drawer).toHaveTextContent('CodeQL 2.19');
    expect(
      within(drawer).getByRole('link', { name: 'Open in forge.example' }),
    ).toHaveAttribute('rel', 'noopener noreferrer');

    await userEvent.keyboard('j');
    expect(
      await screen.findByRole('dialog', { name: /openssl/ }),
    ).toHaveTextContent('Update openssl from 3.0.15 to 3.0.19.');
    await userEvent.keyboard('k');
    expect(
      await screen.findByRole('dialog', { name: /SQL query/ }),
    ).toBeInTheDocument();
    await userEvent.keyboard('{Escape}');
    await waitFor(() =>
      expect(screen.queryByRole('dialog')).not.toBeInTheDocument(),
    );
    expect(row).toHaveFocus();
  });

  it('never makes a link out of a scheme that could run something', async () => {
    renderSecurity({
      address: '/?finding=sql',
      api: {
        getFinding: async (_service, id) =>
          findingDetail({
            id,
            url: ['javascript', 'alert(1)'].join(':'),
            helpUrl: 'data:text/html,x',
            title: '<img src=x onerror=alert(1)>',
            help: '[click](javascript:alert(1)) <script>alert(1)</script>',
          }),
      },
    });
    const drawer = await screen.findByRole('dialog', { name: /<img/ });
    for (const link of within(drawer).queryAllByRole('link')) {
      expect(link.getAttribute('href')).not.toMatch(/^(javascript|data):/);
    }
    expect(drawer.querySelector('img, script')).toBeNull();
  });

  it('names the field that an accepted risk lacks, then says what the button will do', async () => {
    const { triageFinding } = renderSecurity({
      address: '/?finding=sql',
      api: {
        getFinding: async (_service, id) =>
          findingDetail({ id, acceptedUntil: '2099-12-18T12:00:00Z' }),
      },
    });
    await userEvent.click(
      await screen.findByRole('button', { name: /Open State/ }),
    );
    await userEvent.click(
      await screen.findByRole('option', { name: 'Risk accepted' }),
    );
    const accept = await screen.findByRole('button', {
      name: 'Accept risk until 18 Dec 2099',
    });
    await userEvent.click(accept);
    expect(
      screen.getByRole('textbox', { name: /Reason/ }),
    ).toHaveAccessibleDescription(/say why/);
    expect(
      screen.getByRole('combobox', { name: /Owner/ }),
    ).toHaveAccessibleDescription(/name an owner/);
    expect(triageFinding).not.toHaveBeenCalled();

    await userEvent.type(
      screen.getByRole('textbox', { name: /Reason/ }),
      'Behind the VPN',
    );
    await userEvent.type(
      screen.getByRole('combobox', { name: /Owner/ }),
      'ada',
    );
    await userEvent.click(
      await screen.findByRole('option', { name: /Ada Byron/ }),
    );
    await userEvent.click(accept);
    await waitFor(() =>
      expect(triageFinding).toHaveBeenCalledWith(
        { namespace: 'default', name: 'checkout-api' },
        'sql',
        {
          state: 'risk-accepted',
          owner: 'user:default/ada',
          reason: 'Behind the VPN',
          acceptedUntil: new Date('2099-12-18T23:59:59').toISOString(),
        },
      ),
    );
  });

  it('keeps what was typed when the server refuses and when the drawer closes', async () => {
    renderSecurity({
      address: '/?finding=sql',
      api: {
        triageFinding: async () => {
          throw new Error('This finding was fixed 2 min ago');
        },
      },
    });
    const reason = await screen.findByRole('textbox', { name: /Reason/ });
    await userEvent.type(reason, 'jk is not a shortcut here');
    expect(reason).toHaveValue('jk is not a shortcut here');
    await userEvent.click(screen.getByRole('button', { name: 'Open again' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'This finding was fixed 2 min ago',
    );
    await userEvent.click(screen.getByRole('button', { name: /^Close/ }));
    await userEvent.click(screen.getByRole('button', { name: /SQL query/ }));
    expect(await screen.findByRole('textbox', { name: /Reason/ })).toHaveValue(
      'jk is not a shortcut here',
    );
  });

  it('shows what promoting would fix and introduce', async () => {
    const release = {
      id: 'r',
      sequence: 1,
      version: '1.15.0',
      commit: 'c',
      digest: 'd',
      createdAt: inDays(-1),
    };
    const ability = { allowed: true };
    renderSecurity({
      api: {
        getService: async () => ({
          serviceRef: 'component:default/checkout-api',
          name: 'checkout-api',
          namespace: 'default',
          title: 'checkout-api',
          pipeline: 'standard',
          pipelineTitle: 'Standard',
          version: 1,
          environments: [
            {
              name: 'production',
              after: ['staging'],
              entry: 'manual',
              provenance: [],
              drift: false,
              candidate: release,
              abilities: { promote: ability, rollback: ability, hold: ability },
            },
          ],
          pipelineRuns: [],
          pipelineRunsProvenance: [],
          pullRequests: [],
          findingsProvenance: [],
          asOf: inDays(0),
        }),
        previewPromotion: async () => ({
          serviceRef: 'component:default/checkout-api',
          environment: 'production',
          kind: 'promote',
          release,
          choices: [],
          commits: [],
          commitsComplete: true,
          manifests: { files: [] },
          findings: {
            known: true,
            fixed: [
              { id: '1', severity: 'critical', title: 'a' },
              { id: '2', severity: 'high', title: 'b' },
            ],
            introduced: [{ id: '3', severity: 'medium', title: 'c' }],
          },
          gates: [],
          approvalPolicy: {
            count: 1,
            from: [],
            notRequester: true,
            notAuthor: false,
          },
          risk: { level: 'low', reasons: [] },
          blockers: [],
        }),
      },
    });
    const line = await screen.findByText(/Promoting 1\.15\.0 to production/);
    expect(line).toHaveTextContent(
      'Promoting 1.15.0 to production would fix 1 critical and 1 high, and introduce 1 medium.',
    );
    expect(
      screen.getByRole('link', { name: 'Open promotion' }),
    ).toHaveAttribute(
      'href',
      '/catalog/default/component/checkout-api/delivery?environment=production',
    );
  });

  it('shows four ways of having no findings, and none looks like another', async () => {
    const nothing = { total: 0, open: 0, decided: 0, exposure: [], trend: [] };
    const looks: string[] = [];
    const look = async (
      title: string,
      options: Parameters<typeof renderSecurity>[0],
    ) => {
      cleanup();
      renderSecurity(options);
      const card = (
        await screen.findByRole('heading', { name: title })
      ).closest('article');
      expect(screen.queryByText('0')).not.toBeInTheDocument();
      looks.push(
        `${card?.dataset.kind} ${card
          ?.querySelector('[data-shape]')
          ?.getAttribute('data-shape')}`,
      );
    };
    await look('No findings', { view: nothing });
    await look('Never scanned', { view: { ...nothing, scans: [] } });
    await look('Source unreachable', {
      view: {
        ...nothing,
        scans: [],
        provenance: [{ source: 'Code scanning', state: 'unreachable' }],
      },
    });
    await look('No permission', {
      api: {
        getSecurity: async () => {
          throw await ResponseError.fromResponse(
            new Response(
              JSON.stringify({ error: new NotAllowedError('not yours') }),
              { status: 403, headers: { 'content-type': 'application/json' } },
            ),
          );
        },
      },
    });
    expect(new Set(looks).size).toBe(4);
  });

  it('keeps the findings of a source that no longer answers, with their age', async () => {
    renderSecurity({
      view: {
        provenance: [
          {
            source: 'Code scanning',
            state: 'unreachable',
            asOf: inDays(-1),
          },
        ],
      },
    });
    const note = await screen.findByText(/Code scanning does not answer/);
    expect(note.closest('[role="status"]')).toHaveTextContent(
      'Last good data: 20 open findings.',
    );
    expect(
      await screen.findByRole('button', { name: /SQL query/ }),
    ).toBeInTheDocument();
  });

  it('offers to clear filters if nothing matches', async () => {
    renderSecurity({
      address: '/?severity=low&scanner=Grype',
      api: { getFindings: async () => ({ findings: [], total: 0 }) },
    });
    expect(await screen.findByText('No finding matches.')).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Clear 2 filters' }),
    );
    expect(screen.getByLabelText('Address')).toHaveTextContent(/^\/$/);
  });

  it('has no accessibility violations', async () => {
    renderSecurity({ address: '/?finding=sql' });
    await screen.findByRole('dialog', { name: /SQL query/ });
    await screen.findByRole('button', { name: /openssl/ });
    expect(await axe(screen.getByRole('main'))).toHaveNoViolations();
  });
});
