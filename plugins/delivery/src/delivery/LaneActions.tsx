import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { EnvironmentView } from '@fairway/backstage-plugin-delivery-common';
import { useId } from 'react';
import { usePromotion } from '../api/useApprovals';
import { ActionButton } from '../status/ActionButton';
import { StatusShape } from '../status/StatusShape';
import { sentence } from '../status/sentence';
import { DeliveryAction } from './DeliveryAction';
import { runningPromotion } from './promotionPhase';
import { deliveryTranslationRef } from '../translation';
import styles from './lanes.module.css';

/** Whether the lane offers to promote: where people decide, and where something newer waits. */
export function offersPromote(environment: EnvironmentView): boolean {
  return environment.entry === 'manual' || Boolean(environment.candidate);
}

/** The verbs of a lane. What is not available says why, in words under the buttons. */
export function LaneActions(props: {
  environment: EnvironmentView;
  isPrimary: boolean;
  onAction: (action: DeliveryAction) => void;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const reasonsId = useId();
  const { environment, isPrimary, onAction } = props;
  const { abilities, deployment, hold, name } = environment;
  const running = runningPromotion(environment);
  const { data: view } = usePromotion(running?.id);

  const showPromote = offersPromote(environment);
  const reasons = new Set(
    [
      showPromote ? abilities.promote : undefined,
      deployment ? abilities.rollback : undefined,
    ].flatMap(ability =>
      ability && !ability.allowed && ability.reason ? [ability.reason] : [],
    ),
  );
  const whyNot = (ability: { allowed: boolean; reason?: string }) =>
    ability.allowed ? undefined : ability.reason ?? '';

  return (
    <div className={styles.actions}>
      <div className={styles.buttons}>
        {showPromote && (
          <ActionButton
            variant={isPrimary ? 'primary' : 'secondary'}
            iconStart={<StatusShape shape="promote" />}
            unavailable={whyNot(abilities.promote)}
            describedBy={reasonsId}
            onPress={() => onAction({ kind: 'promote', environment: name })}
          >
            {t('delivery.action.promote')}
          </ActionButton>
        )}
        {deployment && (
          <ActionButton
            iconStart={<StatusShape shape="rollback" />}
            unavailable={whyNot(abilities.rollback)}
            describedBy={reasonsId}
            onPress={() => onAction({ kind: 'rollback', environment: name })}
          >
            {t('delivery.action.rollback')}
          </ActionButton>
        )}
        {hold && (
          <ActionButton
            unavailable={whyNot(abilities.hold)}
            onPress={() =>
              onAction({ kind: 'release-hold', environment: name })
            }
          >
            {t('delivery.action.releaseHold')}
          </ActionButton>
        )}
        {running && view?.viewer.canCancel && (
          <Button
            variant="tertiary"
            onPress={() => onAction({ kind: 'cancel', promotion: running })}
          >
            {t('delivery.action.cancel')}
          </Button>
        )}
      </div>
      <p id={reasonsId} className={styles.quiet}>
        {[...reasons].map(reason => (
          <span key={reason} className={styles.reason}>
            {sentence(reason)}{' '}
          </span>
        ))}
      </p>
    </div>
  );
}
