import { ResponseError } from '@backstage/errors';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  DeliveryApi,
  PromotionPreview,
} from '@fairway/backstage-plugin-delivery-common';
import { axe } from 'jest-axe';
import { renderForService } from '../__testUtils__/renderForService';
import {
  aPreview,
  aPromotion,
  aPromotionView,
  aRelease,
  aServiceView,
  anEnvironment,
  minutesAgo,
} from '../__testUtils__/serviceViewBuilder';
import { stubDeliveryApi } from '../__testUtils__/stubDeliveryApi';
import { PromoteDialog } from './PromoteDialog';

function open(
  options: {
    kind?: 'promote' | 'rollback';
    preview?: Partial<PromotionPreview>;
    answers?: Partial<DeliveryApi>;
  } = {},
) {
  const requestPromotion = jest.fn<
    ReturnType<DeliveryApi['requestPromotion']>,
    Parameters<DeliveryApi['requestPromotion']>
  >(async () => aPromotionView(aPromotion('requested')));
  const onClose = jest.fn();
  renderForService(
    <PromoteDialog
      service={aServiceView([anEnvironment('production')])}
      environment="production"
      kind={options.kind ?? 'promote'}
      onClose={onClose}
      onDone={jest.fn()}
    />,
    stubDeliveryApi({
      previewPromotion: async () => aPreview(options.preview),
      requestPromotion,
      ...options.answers,
    }),
  );
  return { requestPromotion, onClose };
}

async function refusal(status: number, message: string) {
  return ResponseError.fromResponse({
    ok: false,
    redirected: false,
    status,
    statusText: '',
    type: 'default',
    url: '',
    headers: new Headers({ 'content-type': 'application/json' }),
    text: async () =>
      JSON.stringify({
        error: { name: 'Error', message },
        response: { statusCode: status },
      }),
  });
}

const button = (name: string) => screen.findByRole('button', { name });

describe('PromoteDialog', () => {
  it('answers what will run, what changes, what proves it and who decides', async () => {
    open({
      preview: {
        findings: {
          known: true,
          fixed: [{ id: '1', severity: 'critical', title: 'CVE-2025-7783' }],
          introduced: [
            { id: '2', severity: 'medium', title: 'Property from user input' },
          ],
        },
      },
    });
    const dialog = within(
      await screen.findByRole('dialog', {
        name: 'Promote checkout-api to production',
      }),
    );
    expect(await dialog.findByText('Runs now')).toBeVisible();
    expect(dialog.getByText('1.14.2')).toBeVisible();
    expect(
      dialog.getByText('Add saved cards to the checkout session'),
    ).toBeVisible();
    expect(dialog.getByRole('link', { name: 'Compare' })).toHaveAttribute(
      'href',
      'https://forge.example/acme/checkout-api/compare/a...b',
    );
    expect(
      dialog.getByText(/\+ digest: sha256:9f2c41d # 1\.15\.0/),
    ).toBeVisible();
    expect(dialog.getByText('Fixes 1')).toBeVisible();
    expect(dialog.getByText('Introduces 1')).toBeVisible();
    expect(dialog.getByText('Verified in staging')).toBeVisible();
    expect(dialog.getByText('2 approvals').parentElement).toHaveTextContent(
      '2 approvals from operations',
    );
  });

  it('asks the server exactly once when the button is pressed twice', async () => {
    let answer = (_: unknown) => {};
    const pending = new Promise(resolve => {
      answer = resolve;
    });
    const requestPromotion = jest.fn(async () => {
      await pending;
      return aPromotionView(aPromotion('requested'));
    });
    const { onClose } = open({ answers: { requestPromotion } });
    await userEvent.type(
      await screen.findByRole('textbox', { name: /Reason/ }),
      'Saved cards go live.',
    );
    await userEvent.dblClick(await button('Request promotion'));
    answer(undefined);
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(requestPromotion).toHaveBeenCalledTimes(1);
    expect(requestPromotion).toHaveBeenCalledWith(
      expect.objectContaining({ name: 'checkout-api' }),
      {
        environment: 'production',
        releaseId: 'release-1.15.0',
        kind: 'promote',
        reason: 'Saved cards go live.',
        seenManifestsCommit: aPreview().manifests.baseCommit,
        idempotencyKey: expect.stringMatching(/^[0-9a-f-]{36}$/),
        overrideFreeze: false,
      },
    );
  });

  it('repeats the same idempotency key when a person tries again after a lost answer', async () => {
    const requestPromotion = jest
      .fn()
      .mockRejectedValueOnce(new Error('The connection was lost.'))
      .mockResolvedValue(aPromotionView(aPromotion('requested')));
    const { onClose } = open({ answers: { requestPromotion } });
    await userEvent.click(await button('Request promotion'));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'The connection was lost.',
    );
    await userEvent.click(await button('Request promotion'));
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    const keys = requestPromotion.mock.calls.map(
      ([, request]) => request.idempotencyKey,
    );
    expect(keys[0]).toBe(keys[1]);
  });

  it('confirms from the reason field with Ctrl+Enter', async () => {
    const { requestPromotion } = open();
    await userEvent.type(
      await screen.findByRole('textbox', { name: /Reason/ }),
      'Go{Control>}{Enter}{/Control}',
    );
    await waitFor(() => expect(requestPromotion).toHaveBeenCalledTimes(1));
  });

  it('names what blocks it, shows the way out and takes it', async () => {
    const previewPromotion = jest.fn(async (_, query: { releaseId?: string }) =>
      query.releaseId === 'release-1.15.0'
        ? aPreview()
        : aPreview({
            release: aRelease('1.14.4', {
              quarantine: { reason: '1 critical', at: minutesAgo(240) },
            }),
            gates: [
              {
                id: 'gate-2',
                title: 'Gate 2: image',
                state: 'failed',
                evidence: '1 critical, limit 0',
              },
            ],
            blockers: [
              {
                title: '1.14.4 is quarantined and cannot enter production.',
                detail: 'Gate 2 failed.',
                wayOut: 'Promote 1.15.0 instead.',
                releaseId: 'release-1.15.0',
              },
            ],
          }),
    );
    const { requestPromotion } = open({ answers: { previewPromotion } });
    const confirm = await button('Request promotion');
    expect(confirm).toHaveAttribute('aria-disabled', 'true');
    expect(confirm).toHaveAccessibleDescription(
      '1.14.4 is quarantined and cannot enter production.',
    );
    await userEvent.click(confirm);
    expect(requestPromotion).not.toHaveBeenCalled();
    expect(screen.getByText('1 critical, limit 0')).toBeVisible();
    expect(screen.getByText('Promote 1.15.0 instead.')).toBeVisible();

    await userEvent.click(await button('Choose 1.15.0'));
    await waitFor(async () =>
      expect(await button('Request promotion')).not.toHaveAttribute(
        'aria-disabled',
      ),
    );
  });

  it('shows the sentence of a server that refuses and stays open', async () => {
    const refused = await refusal(
      403,
      "You may not promote into 'production'; ask operations.",
    );
    const { onClose } = open({
      answers: { requestPromotion: () => Promise.reject(refused) },
    });
    await userEvent.click(await button('Request promotion'));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      "Not accepted. You may not promote into 'production'; ask operations.",
    );
    expect(onClose).not.toHaveBeenCalled();
  });

  it('waits for another look when the manifests changed while it was open', async () => {
    const previewPromotion = jest
      .fn()
      .mockResolvedValueOnce(aPreview())
      .mockResolvedValue(
        aPreview({ manifests: { baseCommit: 'f'.repeat(40), files: [] } }),
      );
    const refused = await refusal(409, 'The manifests have a newer commit.');
    const requestPromotion = jest
      .fn()
      .mockRejectedValueOnce(refused)
      .mockResolvedValue(aPromotionView(aPromotion('requested')));
    open({ answers: { previewPromotion, requestPromotion } });
    await userEvent.click(await button('Request promotion'));
    await userEvent.click(await button('Look again'));
    await userEvent.click(await button('Request promotion'));
    await waitFor(() => expect(requestPromotion).toHaveBeenCalledTimes(2));
    expect(requestPromotion.mock.calls[1][1].seenManifestsCommit).toBe(
      'f'.repeat(40),
    );
  });

  it('offers to promote at once where no approval is needed', async () => {
    open({
      preview: {
        approvalPolicy: {
          count: 0,
          from: [],
          notAuthor: false,
          notRequester: false,
        },
      },
    });
    expect(await button('Promote')).toBeVisible();
    expect(
      screen.getByText('No approval is needed; it starts at once.'),
    ).toBeVisible();
  });

  it('overrides a freeze only with a reason', async () => {
    const { requestPromotion } = open({
      preview: {
        freeze: {
          name: 'Weekend',
          environment: 'production',
          from: minutesAgo(60),
          until: minutesAgo(-600),
        },
      },
    });
    await userEvent.click(await button('Override the freeze…'));
    const confirm = await button('Override freeze and promote');
    expect(confirm).toHaveAttribute('aria-disabled', 'true');
    await userEvent.type(
      screen.getByRole('textbox', { name: /Reason/ }),
      'Security fix',
    );
    await userEvent.click(await button('Override freeze and promote'));
    await waitFor(() => expect(requestPromotion).toHaveBeenCalledTimes(1));
    expect(requestPromotion.mock.calls[0][1].overrideFreeze).toBe(true);
  });

  it('rolls back only with a reason, and says that a hold will be set', async () => {
    const { requestPromotion } = open({
      kind: 'rollback',
      preview: {
        kind: 'rollback',
        release: aRelease('1.14.1'),
        approvalPolicy: {
          count: 0,
          from: [],
          notAuthor: false,
          notRequester: false,
        },
      },
    });
    expect(
      await screen.findByRole('dialog', {
        name: 'Roll back checkout-api in production',
      }),
    ).toBeVisible();
    expect(await screen.findByText(/a hold is set/)).toBeVisible();
    expect(
      screen.getByRole('heading', { name: 'Commits taken back' }),
    ).toBeVisible();
    const confirm = await button('Roll back');
    expect(confirm).toHaveAccessibleDescription(
      'Say why: a rollback needs a reason.',
    );
    await userEvent.click(confirm);
    expect(requestPromotion).not.toHaveBeenCalled();
    await userEvent.type(
      screen.getByRole('textbox', { name: /Reason/ }),
      'Payments fail',
    );
    await userEvent.click(await button('Roll back'));
    await waitFor(() => expect(requestPromotion).toHaveBeenCalledTimes(1));
    expect(requestPromotion.mock.calls[0][1]).toMatchObject({
      kind: 'rollback',
      releaseId: 'release-1.14.1',
      reason: 'Payments fail',
    });
  });

  it('says of each release to roll back to why it may be one', async () => {
    open({
      kind: 'rollback',
      preview: {
        kind: 'rollback',
        release: aRelease('1.14.1'),
        choices: [
          { ...aRelease('1.14.1'), verifiedAt: '2026-11-14T10:00:00.000Z' },
          { ...aRelease('1.14.0'), ranUntil: '2026-11-12T10:00:00.000Z' },
        ],
      },
    });
    await userEvent.click(
      await button('1.14.1, verified here Sat 14 Nov Choose another release'),
    );
    expect(
      await screen.findByRole('option', {
        name: '1.14.0, ran here until Thu 12 Nov',
      }),
    ).toBeVisible();
  });

  it('asks before Escape throws away a typed reason, and only then', async () => {
    const { onClose } = open();
    const reason = await screen.findByRole('textbox', { name: /Reason/ });
    await userEvent.type(reason, 'Long thoughts');
    await userEvent.keyboard('{Escape}');
    expect(
      await screen.findByText('Discard the reason you typed?'),
    ).toBeVisible();
    expect(onClose).not.toHaveBeenCalled();
    await userEvent.click(await button('Keep writing'));
    await userEvent.clear(reason);
    await userEvent.keyboard('{Escape}');
    await waitFor(() => expect(onClose).toHaveBeenCalled());
  });

  it('says that unknown findings are not none', async () => {
    open({
      preview: { findings: { known: false, fixed: [], introduced: [] } },
    });
    expect(await screen.findByText(/never completely scanned/)).toBeVisible();
    expect(
      screen.queryByText('Fixes and introduces nothing.'),
    ).not.toBeInTheDocument();
  });

  it('has no accessibility violations', async () => {
    open();
    const dialog = await screen.findByRole('dialog');
    await button('Request promotion');
    expect((await axe(dialog)).violations).toEqual([]);
  });
});
