import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EnvironmentView } from '@fairway/backstage-plugin-delivery-common';
import { Fragment } from 'react';
import { StatusShape } from '../status/StatusShape';
import { DeliveryAction } from './DeliveryAction';
import { EnvironmentLane } from './EnvironmentLane';
import { runningPromotion } from './promotionPhase';
import { useLaneKeys } from './useLaneKeys';
import { deliveryTranslationRef } from '../translation';
import styles from './lanes.module.css';

/**
 * The environments from left to right. Arrow keys move between lanes, `p` promotes into and `r` rolls back the lane
 * that has the focus.
 */
export function EnvironmentLanes(props: {
  environments: readonly EnvironmentView[];
  primary?: string;
  focused?: string;
  onAction: (action: DeliveryAction) => void;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { environments, onAction } = props;
  const lane = useLaneKeys({ environments, focused: props.focused, onAction });

  const announcement = environments
    .flatMap(environment => {
      const step = runningPromotion(environment)?.steps.find(
        one => one.state === 'running',
      );
      return step
        ? [`${environment.name}: ${t(`delivery.stepNow.${step.name}`)}`]
        : [];
    })
    .join(', ');

  return (
    <>
      <div className={styles.scroller}>
        <div
          className={styles.lanes}
          style={{
            gridTemplateColumns: environments
              .map(() => 'minmax(var(--lane-min), 1fr)')
              .join(' 28px '),
          }}
        >
          {environments.map((environment, index) => (
            <Fragment key={environment.name}>
              {index > 0 && (
                <span
                  className={styles.connector}
                  title={t('delivery.lane.connector', {
                    from: environment.after.join(', '),
                    to: environment.name,
                  })}
                >
                  <StatusShape shape="chevron" />
                </span>
              )}
              <EnvironmentLane
                ref={lane(index).ref}
                keys={lane(index).keys}
                environment={environment}
                isPrimary={props.primary === environment.name}
                onAction={onAction}
              />
            </Fragment>
          ))}
        </div>
      </div>
      <div aria-live="polite" className={styles.hidden}>
        {announcement}
      </div>
    </>
  );
}
