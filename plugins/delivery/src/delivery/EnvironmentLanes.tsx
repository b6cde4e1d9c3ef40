import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EnvironmentView } from '@fairway/backstage-plugin-delivery-common';
import { Fragment, KeyboardEvent, useRef, useState } from 'react';
import { StatusShape } from '../status/StatusShape';
import { DeliveryAction } from './DeliveryAction';
import { EnvironmentLane } from './EnvironmentLane';
import { offersPromote } from './LaneActions';
import { runningPromotion } from './promotionPhase';
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
  const lanes = useRef(new Map<string, HTMLElement>());
  const [current, setCurrent] = useState(props.focused);
  const inTabOrder = environments.some(one => one.name === current)
    ? current
    : environments[0]?.name;

  const onKeyDown = (event: KeyboardEvent, index: number) => {
    if (
      event.defaultPrevented ||
      event.altKey ||
      event.ctrlKey ||
      event.metaKey ||
      !(event.target instanceof Node) ||
      !event.currentTarget.contains(event.target)
    ) {
      return;
    }
    const { abilities, deployment, name } = environments[index];
    switch (event.key) {
      case 'ArrowLeft':
      case 'ArrowRight': {
        const step = event.key === 'ArrowLeft' ? -1 : 1;
        const next = environments[index + step];
        if (next) {
          setCurrent(next.name);
          lanes.current.get(next.name)?.focus();
          event.preventDefault();
        }
        break;
      }
      case 'p':
        if (abilities.promote.allowed && offersPromote(environments[index])) {
          onAction({ kind: 'promote', environment: name });
        }
        break;
      case 'r':
        if (abilities.rollback.allowed && deployment) {
          onAction({ kind: 'rollback', environment: name });
        }
        break;
      default:
    }
  };

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
                ref={element => {
                  if (element) {
                    lanes.current.set(environment.name, element);
                  } else {
                    lanes.current.delete(environment.name);
                  }
                }}
                environment={environment}
                isPrimary={props.primary === environment.name}
                isInTabOrder={inTabOrder === environment.name}
                onKeyDown={event => onKeyDown(event, index)}
                onFocus={() => setCurrent(environment.name)}
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
