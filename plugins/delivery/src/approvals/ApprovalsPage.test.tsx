import {
  ApprovalsQuery,
  PromotionView,
} from '@fairway/backstage-plugin-delivery-common';
import { act, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { axe } from 'jest-axe';
import { renderRoom } from '../__testUtils__/renderRoom';
import { ApprovalsPage } from './ApprovalsPage';
import { promotionView, release } from './promotionView.fixture';

const olga = 'user:default/olga';

const changes = {
  serviceRef: 'component:default/checkout-api',
  environment: 'production',
  kind: 'promote' as const,
  release: release('1.14.3', 12),
  choices: [],
  commits: [
    {
      sha: '5d1f8c3a0b1c2d3e4f5061728394a5b6c7d8e9f0',
      parents: [],
      message: 'Retry card authorisation once\n\nbody',
      author: 'Ada',
      authoredAt: '2026-11-19T09:00:00Z',
    },
  ],
  commitsComplete: true,
  manifests: {
    files: [
      {
        path: 'manifests/environments/production/kustomization.yaml',
        added: 1,
        removed: 1,
        patch: '-  digest: old\n+  digest: new',
      },
    ],
  },
  findings: {
    known: true,
    fixed: [],
    introduced: [],
  },
  gates: [],
  approvalPolicy: { count: 2, from: [], notRequester: true, notAuthor: true },
  risk: { level: 'low' as const, reasons: [] },
  blockers: [],
};

/** An inbox whose list a test can change while the page is open. */
function renderInbox(
  initial: PromotionView[],
  options: {
    address?: string;
    viewer?: string;
    decide?: jest.Mock;
    cancel?: jest.Mock;
  } = {},
) {
  const inbox = { promotions: initial, byId: new Map<string, PromotionView>() };
  const getApprovals = jest.fn(async (_query?: ApprovalsQuery) => ({
    promotions: inbox.promotions,
    mine: 1,
    total: inbox.promotions.length,
  }));
  const decidePromotion = options.decide ?? jest.fn();
  const cancelPromotion = options.cancel ?? jest.fn();
  const { signals } = renderRoom(<ApprovalsPage />, {
    api: {
      getApprovals,
      decidePromotion,
      cancelPromotion,
      previewPromotion: async () => changes,
      getPromotion: async id => inbox.byId.get(id) ?? promotionView({ id }),
    },
    address: options.address,
    viewer: options.viewer ?? olga,
  });
  return { inbox, signals, getApprovals, decidePromotion, cancelPromotion };
}

const review = () =>
  screen.findByRole('button', { name: 'Review checkout-api 1.14.3' });

describe('ApprovalsPage', () => {
  it('shows who waits for what, how risky it is and what was proven', async () => {
    const { getApprovals } = renderInbox([promotionView()]);
    const row = (await review()).closest('tr');
    expect(row).toHaveTextContent('1.14.2');
    expect(row).toHaveTextContent('1.14.3');
    expect(row).toHaveTextContent('to production');
    expect(row).toHaveTextContent('Medium');
    expect(row).toHaveTextContent('which payments marks critical');
    expect(row).toHaveTextContent('1 passed, 1 waived');
    expect(row).toHaveTextContent('1 of 2');
    expect(getApprovals).toHaveBeenCalledWith(
      expect.objectContaining({ scope: 'mine' }),
    );
  });

  it('approves with a comment through a button that names what is approved', async () => {
    const approved = promotionView({
      state: 'queued',
      approvals: [
        ...promotionView().approvals,
        { by: olga, decision: 'approved', at: '2026-11-20T16:00:00Z' },
      ],
    });
    const decide = jest.fn();
    const { inbox } = renderInbox([promotionView()], { decide });
    decide.mockImplementation(async () => {
      inbox.promotions = [];
      return approved;
    });

    await userEvent.click(await review());
    expect(
      await screen.findByText(/Retry card authorisation once/),
    ).toBeInTheDocument();
    expect(screen.getByText('fixes 0, introduces 0')).toBeInTheDocument();
    expect(
      screen.getByText(/Retry is bounded, dashboards are ready/),
    ).toBeInTheDocument();

    await userEvent.type(
      screen.getByRole('textbox', { name: /Comment/ }),
      'Looks good',
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Approve 1.14.3' }),
    );
    expect(decide).toHaveBeenCalledWith('promotion-1', {
      decision: 'approved',
      comment: 'Looks good',
    });
    expect(
      await screen.findByText(/You approved 1\.14\.3\. It goes on now\./),
    ).toBeInTheDocument();
  });

  it('does not reject without a comment, and says so at the field', async () => {
    const decide = jest.fn(async () => promotionView({ state: 'rejected' }));
    renderInbox([promotionView()], { decide });
    await userEvent.click(await review());
    await userEvent.click(screen.getByRole('button', { name: 'Reject' }));

    const comment = screen.getByRole('textbox', { name: /Comment/ });
    expect(comment).toHaveFocus();
    expect(comment).toHaveAccessibleDescription(/Say why/);
    expect(decide).not.toHaveBeenCalled();

    await userEvent.type(comment, 'Wait for the dashboard');
    await userEvent.click(screen.getByRole('button', { name: 'Reject' }));
    expect(decide).toHaveBeenCalledWith('promotion-1', {
      decision: 'rejected',
      comment: 'Wait for the dashboard',
    });
  });

  it('shows the refusal of the server in the row and keeps what was typed', async () => {
    const decide = jest.fn(async () => {
      throw new Error('The manifests changed 5 s ago; look again');
    });
    renderInbox([promotionView()], { decide });
    await userEvent.click(await review());
    await userEvent.type(
      screen.getByRole('textbox', { name: /Comment/ }),
      'Fine with me',
    );
    await userEvent.click(
      screen.getByRole('button', { name: 'Approve 1.14.3' }),
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The manifests changed 5 s ago; look again',
    );

    await userEvent.click(
      screen.getByRole('button', { name: 'Close checkout-api 1.14.3' }),
    );
    await userEvent.click(await review());
    expect(screen.getByRole('textbox', { name: /Comment/ })).toHaveValue(
      'Fine with me',
    );
  });

  it('does not let the requester decide, says who can, and lets them cancel', async () => {
    const ada = 'user:default/ada';
    const cancel = jest.fn(async () =>
      promotionView({ state: 'cancelled', finishedBy: ada }),
    );
    renderInbox(
      [
        promotionView({
          requestedBy: ada,
          viewer: {
            canApprove: false,
            approveBlockedBy: 'Policy production: not the requester.',
            canCancel: true,
          },
        }),
      ],
      { viewer: ada, address: '/?scope=requested', cancel },
    );
    expect(
      await screen.findByText(
        'You requested this promotion, so someone else must decide.',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('Not yours to decide')).toBeInTheDocument();
    expect(screen.getByText(/not the requester/)).toBeInTheDocument();
    expect(screen.getByRole('link', { name: /operations/i })).toHaveAttribute(
      'href',
      '/catalog/default/group/operations',
    );

    await userEvent.click(
      screen.getByRole('button', { name: 'Details checkout-api 1.14.3' }),
    );
    expect(
      screen.queryByRole('button', { name: /Approve/ }),
    ).not.toBeInTheDocument();

    await userEvent.click(
      screen.getByRole('button', { name: 'Cancel promotion…' }),
    );
    const confirm = screen.getByRole('button', {
      name: 'Cancel promotion of 1.14.3',
    });
    await userEvent.click(confirm);
    expect(cancel).not.toHaveBeenCalled();
    await userEvent.type(
      screen.getByRole('textbox', { name: /Reason/ }),
      'Superseded by a hotfix',
    );
    await userEvent.click(confirm);
    expect(cancel).toHaveBeenCalledWith('promotion-1', {
      reason: 'Superseded by a hotfix',
    });
    expect(
      await screen.findByText('You cancelled 1.14.3.'),
    ).toBeInTheDocument();
  });

  it('says which gate is awaited, and that approvals lapsed', async () => {
    renderInbox(
      [
        promotionView({
          id: 'gating',
          state: 'gating',
          gates: [
            { id: 'g', title: 'Gate 1', state: 'pending', evidence: 'running' },
          ],
          viewer: { canApprove: false, canCancel: false },
        }),
        promotionView({
          id: 'lapsed',
          approvals: [
            {
              by: 'user:default/ben',
              decision: 'approved',
              at: '2026-11-20T15:00:00Z',
              lapsedAt: '2026-11-20T15:20:00Z',
            },
          ],
        }),
      ],
      { address: '/?scope=waiting' },
    );
    expect(await screen.findByText('Not yet')).toBeInTheDocument();
    expect(screen.getByText('Gate 1 pending')).toBeInTheDocument();
    expect(
      screen.getByText(
        'What was approved has changed since; 1 approval lapsed.',
      ),
    ).toBeInTheDocument();
    expect(screen.getByText('0 of 2')).toBeInTheDocument();
  });

  it('says that someone else decided before the row leaves', async () => {
    const { inbox, signals } = renderInbox([promotionView()]);
    const row = await review();
    inbox.byId.set(
      'promotion-1',
      promotionView({
        state: 'queued',
        approvals: [
          ...promotionView().approvals,
          {
            by: 'user:default/pia',
            decision: 'approved',
            at: '2026-11-20T16:00:00Z',
          },
        ],
      }),
    );
    inbox.promotions = [];
    await signals.send({
      serviceRef: 'component:default/checkout-api',
      topic: 'promotion',
    });
    const note = await screen.findByText(/It goes on now/, undefined, {
      timeout: 5000,
    });
    expect(note).toHaveTextContent(/Approved by.*pia/i);
    expect(row).not.toBeInTheDocument();
    expect(
      await screen.findByText('Nothing waits for you.', undefined, {
        timeout: 8000,
      }),
    ).toBeInTheDocument();
  }, 20_000);

  it('says that nothing waits and leads to everything that does', async () => {
    const { getApprovals } = renderInbox([]);
    expect(
      await screen.findByText('Nothing waits for you.'),
    ).toBeInTheDocument();
    await userEvent.click(
      screen.getByRole('button', { name: 'Show all waiting' }),
    );
    await waitFor(() =>
      expect(getApprovals).toHaveBeenLastCalledWith(
        expect.objectContaining({ scope: 'waiting' }),
      ),
    );
    expect(screen.getByLabelText('Address')).toHaveTextContent(
      '/?scope=waiting',
    );
    expect(screen.getByRole('radio', { name: 'All waiting' })).toBeChecked();
  });

  it('opens the promotion that the address names', async () => {
    renderInbox([promotionView()], { address: '/?promotion=promotion-1' });
    expect(
      await screen.findByRole('button', { name: 'Approve 1.14.3' }),
    ).toBeInTheDocument();
  });

  it('works with the keyboard: rows, Approve and comment; neither key decides', async () => {
    const { decidePromotion } = renderInbox([
      promotionView(),
      promotionView({ id: 'promotion-2', release: release('2.0.0', 20) }),
    ]);
    const first = await review();
    act(() => first.focus());
    await userEvent.keyboard('{ArrowDown}');
    expect(
      screen.getByRole('button', { name: 'Review checkout-api 2.0.0' }),
    ).toHaveFocus();
    await userEvent.keyboard('{ArrowUp}{Enter}');
    await userEvent.keyboard('a');
    expect(
      screen.getByRole('button', { name: 'Approve 1.14.3' }),
    ).toHaveFocus();
    await userEvent.keyboard('x');
    const comment = screen.getByRole('textbox', { name: /Comment/ });
    expect(comment).toHaveFocus();
    await userEvent.keyboard('a box');
    expect(comment).toHaveValue('a box');
    expect(decidePromotion).not.toHaveBeenCalled();
  });

  it('has no accessibility violations', async () => {
    renderInbox([promotionView()], { address: '/?promotion=promotion-1' });
    await screen.findByText(/Retry card authorisation once/);
    expect(await axe(screen.getByRole('main'))).toHaveNoViolations();
    expect(within(screen.getByRole('table')).getAllByRole('row')).toHaveLength(
      3,
    );
  });
});
