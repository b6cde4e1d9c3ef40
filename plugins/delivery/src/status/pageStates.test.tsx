import { ResponseError } from '@backstage/errors';
import { DeliveryApi } from '@fairway/backstage-plugin-delivery-common';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ApprovalsPage } from '../approvals/ApprovalsPage';
import { DeliveryContent } from '../delivery/DeliveryContent';
import { FleetPage } from '../fleet/FleetPage';
import { SecurityContent } from '../security/SecurityContent';
import { checkoutApi } from '../__testUtils__/renderForService';
import { renderRoom } from '../__testUtils__/renderRoom';

/** Every page with the read that it lives on. */
const pages: [name: string, page: JSX.Element, read: keyof DeliveryApi][] = [
  ['fleet', <FleetPage />, 'getFleet'],
  ['approvals', <ApprovalsPage />, 'getApprovals'],
  ['delivery', <DeliveryContent />, 'getService'],
  ['security', <SecurityContent />, 'getSecurity'],
];

function refusal(status: number, name: string, message: string) {
  return ResponseError.fromResponse(
    new Response(JSON.stringify({ error: { name, message } }), {
      status,
      headers: { 'content-type': 'application/json' },
    }),
  );
}

describe.each(pages)('the %s page', (_name, page, read) => {
  const show = (answer: () => Promise<never>) =>
    renderRoom(page, { api: { [read]: answer }, entity: checkoutApi });

  it('says that something is on its way while the answer is slow', async () => {
    show(() => new Promise(() => {}));
    const [place] = await screen.findAllByRole('status');
    expect(within(place).getByText(/^Loading/)).toBeInTheDocument();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
  });

  it('says that the viewer may not see it, which is no failure', async () => {
    show(async () => {
      throw await refusal(403, 'NotAllowedError', 'Ask payments for access');
    });
    expect(await screen.findByText(/^No permission/)).toBeVisible();
    expect(screen.queryByRole('alert')).not.toBeInTheDocument();
    expect(
      screen.queryByRole('button', { name: 'Try again' }),
    ).not.toBeInTheDocument();
  });

  it('shows the sentence of a server that failed, and reads again on request', async () => {
    const answer = jest.fn(async (): Promise<never> => {
      throw await refusal(500, 'Error', 'The database is away');
    });
    show(answer);
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /Could not read .*The database is away/,
    );
    const before = answer.mock.calls.length;
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    expect(answer.mock.calls.length).toBeGreaterThan(before);
  });

  it('shows what went wrong when the backend cannot be reached at all', async () => {
    show(async () => {
      throw new TypeError('Failed to fetch');
    });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Failed to fetch',
    );
  });
});
