import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Card } from '@backstage/ui';
import { EnvironmentView } from '@fairway/backstage-plugin-delivery-common';
import { clsx } from 'clsx';
import { forwardRef } from 'react';
import { ClockTime } from '../status/ClockTime';
import { Note } from '../status/Note';
import { DeliveryAction } from './DeliveryAction';
import { LaneActions } from './LaneActions';
import { LaneChips } from './LaneChips';
import { LaneFacts } from './LaneFacts';
import { LaneHealth } from './LaneHealth';
import { LaneMenu } from './LaneMenu';
import { LaneKeys } from './useLaneKeys';
import { LaneRelease } from './LaneRelease';
import { PromotionSteps } from './PromotionSteps';
import { laneKnowledge } from './laneKnowledge';
import { runningPromotion } from './promotionPhase';
import { deliveryTranslationRef } from '../translation';
import styles from './lanes.module.css';

/** One environment: what runs here, how well, what is happening, and what can be done about it. */
export const EnvironmentLane = forwardRef<
  HTMLElement,
  {
    environment: EnvironmentView;
    isPrimary: boolean;
    keys: LaneKeys;
    onAction: (action: DeliveryAction) => void;
  }
>((props, ref) => {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { environment, onAction } = props;
  const { candidate, name, promotion } = environment;
  const knowledge = laneKnowledge(environment);
  const deployment =
    'deployment' in knowledge ? knowledge.deployment : undefined;
  const running = runningPromotion(environment);
  const failed = promotion?.state === 'failed' ? promotion : undefined;
  const shownSteps = running ?? failed;
  const isKnown = knowledge.kind === 'live' || knowledge.kind === 'stale';

  return (
    <article
      ref={ref}
      className={styles.lane}
      aria-label={t('delivery.lane.label', { name })}
      {...props.keys}
    >
      <Card
        className={clsx(
          styles.card,
          running && styles.active,
          !isKnown && styles.dashed,
        )}
      >
        <div className={styles.head}>
          <div className={styles.title}>
            <h3>{name}</h3>
            <span className={styles.entry}>
              <EntryPolicy environment={environment} />
            </span>
          </div>
          <LaneMenu environment={environment} onAction={onAction} />
        </div>
        {deployment && (
          <div className={clsx(!isKnown && styles.lastKnown)}>
            <LaneRelease deployment={deployment} />
          </div>
        )}
        <LaneHealth environment={environment} knowledge={knowledge} />
        {shownSteps && (
          <PromotionSteps
            promotion={shownSteps}
            checks={deployment?.checks ?? []}
          />
        )}
        {running?.retry && (
          <Note shape="pending" tone="warn">
            {t('delivery.lane.retry', {
              attempts: String(running.retry.attempts),
              error: running.retry.error,
            })}{' '}
            <ClockTime at={running.retry.nextAt} />.
          </Note>
        )}
        {failed && (
          <Note shape="failed" tone="bad">
            <b>
              {t('delivery.lane.failed', { version: failed.release.version })}
            </b>{' '}
            {failed.outcome}
          </Note>
        )}
        {knowledge.kind !== 'denied' && (
          <LaneChips
            environment={environment}
            onCompare={
              candidate && environment.abilities.promote.allowed
                ? () => onAction({ kind: 'promote', environment: name })
                : undefined
            }
          />
        )}
        {deployment && !running && isKnown && (
          <LaneFacts environment={environment} />
        )}
        <LaneActions
          environment={environment}
          isPrimary={props.isPrimary}
          onAction={onAction}
        />
      </Card>
    </article>
  );
});

function EntryPolicy(props: { environment: EnvironmentView }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { approvalPolicy, entry } = props.environment;
  switch (entry) {
    case 'pipeline':
      return <>{t('delivery.lane.entry.automatic')}</>;
    case 'automatic':
      return <>{t('delivery.lane.entry.verified')}</>;
    case 'manual':
      return approvalPolicy && approvalPolicy.count > 0 ? (
        <>
          {t('delivery.lane.entry.approvals', { count: approvalPolicy.count })}
        </>
      ) : (
        <>{t('delivery.lane.entry.manual')}</>
      );
    default: {
      const never: never = entry;
      return never;
    }
  }
}
