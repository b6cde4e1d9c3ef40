import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Button,
  Dialog,
  DialogBody,
  DialogFooter,
  DialogHeader,
} from '@backstage/ui';
import {
  DeliveryApi,
  ServiceName,
} from '@fairway/backstage-plugin-delivery-common';
import { useId, useState } from 'react';
import { deliveryApiRef } from '../api/deliveryApiRef';
import { errorText } from '../api/errorText';
import { useAnnounce } from '../api/useAnnounce';
import { DeliveryAction } from '../delivery/DeliveryAction';
import { ActionButton } from '../status/ActionButton';
import { Note } from '../status/Note';
import { Room } from '../status/Room';
import { DiscardQuestion } from './DiscardQuestion';
import { ReasonField } from './ReasonField';
import { useSubmit } from './useSubmit';
import { deliveryTranslationRef } from '../translation';
import styles from './promote.module.css';

type ReasonAction = Exclude<
  DeliveryAction,
  { kind: 'promote' } | { kind: 'rollback' }
>;

/** Asks for the reason of a decision that needs nothing else: hold, verdict on a release, cancelling. */
export function ReasonDialog(props: {
  service: ServiceName;
  action: ReasonAction;
  onClose: () => void;
  onDone: () => void;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const api = useApi(deliveryApiRef);
  const announce = useAnnounce();
  const explanationId = useId();
  const { action, onClose } = props;
  const [reason, setReason] = useState('');
  const [asksDiscard, setAsksDiscard] = useState(false);
  const { isPending, error, submit } = useSubmit();
  const named = namesOf(action);
  const isReady = reason.trim().length > 0;

  const confirm = () =>
    submit(async () => {
      await perform(api, props.service, action, reason.trim());
      announce(t(`promote.done.${action.kind}`, named));
      props.onDone();
      onClose();
    });
  const onOpenChange = (isOpen: boolean) => {
    if (isOpen || isPending) {
      return;
    }
    if (isReady && !asksDiscard) {
      setAsksDiscard(true);
      return;
    }
    onClose();
  };

  return (
    <Dialog isOpen onOpenChange={onOpenChange} width={480}>
      <DialogHeader>
        {t(`promote.ask.${action.kind}.title`, named)}
      </DialogHeader>
      <DialogBody>
        <Room className={styles.stack}>
          {error !== undefined && (
            <Note shape="failed" tone="bad" role="alert">
              <b>{t('promote.refused')}</b> {errorText(error)}
            </Note>
          )}
          <p>{t(`promote.ask.${action.kind}.text`, named)}</p>
          <ReasonField
            value={reason}
            isNeeded
            onChange={setReason}
            onConfirm={() => isReady && confirm()}
          />
        </Room>
      </DialogBody>
      <DialogFooter className={styles.footer}>
        {asksDiscard ? (
          <DiscardQuestion
            onKeep={() => setAsksDiscard(false)}
            onDiscard={onClose}
          />
        ) : (
          <>
            <p id={explanationId} className={styles.explanation}>
              {!isReady && t('promote.ask.reasonNeeded')}
            </p>
            <Button variant="secondary" onPress={onClose}>
              {t('promote.close')}
            </Button>
            <ActionButton
              variant="primary"
              isPending={isPending}
              unavailable={isReady ? undefined : t('promote.ask.reasonNeeded')}
              describedBy={explanationId}
              onPress={confirm}
            >
              {t(`promote.ask.${action.kind}.confirm`)}
            </ActionButton>
          </>
        )}
      </DialogFooter>
    </Dialog>
  );
}

function namesOf(action: ReasonAction): {
  environment: string;
  version: string;
} {
  switch (action.kind) {
    case 'hold':
    case 'release-hold':
      return { environment: action.environment, version: '' };
    case 'veto':
    case 'withdraw-veto':
      return { environment: '', version: action.release.version };
    case 'cancel':
      return {
        environment: action.promotion.environment,
        version: action.promotion.release.version,
      };
    default: {
      const never: never = action;
      return never;
    }
  }
}

async function perform(
  api: DeliveryApi,
  service: ServiceName,
  action: ReasonAction,
  reason: string,
): Promise<void> {
  switch (action.kind) {
    case 'hold':
      await api.holdEnvironment(service, action.environment, { reason });
      return;
    case 'release-hold':
      await api.releaseHold(service, action.environment, { reason });
      return;
    case 'veto':
      await api.vetoRelease(service, action.release.id, { reason });
      return;
    case 'withdraw-veto':
      await api.withdrawVeto(service, action.release.id, { reason });
      return;
    case 'cancel':
      await api.cancelPromotion(action.promotion.id, { reason });
      return;
    default: {
      const never: never = action;
      throw new Error(`No such action: ${never}`);
    }
  }
}
