import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { DeliveryApi } from '@fairway/backstage-plugin-delivery-common';
import { renderForService } from '../__testUtils__/renderForService';
import {
  aPromotion,
  aPromotionView,
  aRelease,
  minutesAgo,
} from '../__testUtils__/serviceViewBuilder';
import { stubDeliveryApi } from '../__testUtils__/stubDeliveryApi';
import { ReasonDialog } from './ReasonDialog';

const service = { namespace: 'default', name: 'checkout-api' };

function open(
  action: Parameters<typeof ReasonDialog>[0]['action'],
  answers: Partial<DeliveryApi>,
) {
  const onClose = jest.fn();
  const onDone = jest.fn();
  renderForService(
    <ReasonDialog
      service={service}
      action={action}
      onClose={onClose}
      onDone={onDone}
    />,
    stubDeliveryApi(answers),
  );
  return { onClose, onDone };
}

async function giveReason(verb: string) {
  const confirm = await screen.findByRole('button', { name: verb });
  expect(confirm).toHaveAttribute('aria-disabled', 'true');
  await userEvent.type(
    screen.getByRole('textbox', { name: /Reason/ }),
    ' Because. ',
  );
  await userEvent.click(await screen.findByRole('button', { name: verb }));
}

describe('ReasonDialog', () => {
  it('holds an environment with the reason', async () => {
    const holdEnvironment = jest.fn(async () => ({
      environment: 'production',
      by: 'user:default/olga',
      at: minutesAgo(0),
      reason: 'Because.',
    }));
    const { onDone } = open(
      { kind: 'hold', environment: 'production' },
      { holdEnvironment },
    );
    await giveReason('Hold');
    await waitFor(() => expect(onDone).toHaveBeenCalled());
    expect(holdEnvironment).toHaveBeenCalledWith(service, 'production', {
      reason: 'Because.',
    });
  });

  it('cancels a promotion with the reason', async () => {
    const promotion = aPromotion('awaiting-approval');
    const cancelPromotion = jest.fn(async () => aPromotionView(promotion));
    const { onClose } = open(
      { kind: 'cancel', promotion },
      { cancelPromotion },
    );
    await giveReason('Cancel promotion');
    await waitFor(() => expect(onClose).toHaveBeenCalled());
    expect(cancelPromotion).toHaveBeenCalledWith(promotion.id, {
      reason: 'Because.',
    });
  });

  it('stays open with the sentence of a server that refuses', async () => {
    const { onClose } = open(
      { kind: 'veto', release: aRelease('1.14.1') },
      {
        vetoRelease: async () => {
          throw new Error('Only security may mark releases bad.');
        },
      },
    );
    await giveReason('Mark bad');
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'Only security may mark releases bad.',
    );
    expect(onClose).not.toHaveBeenCalled();
  });
});
