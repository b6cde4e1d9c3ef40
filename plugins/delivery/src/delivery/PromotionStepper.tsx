import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { PromotionStep } from '@fairway/backstage-plugin-delivery-common';
import { ClockTime } from '../status/ClockTime';
import { StatusIcon } from '../status/StatusMark';
import { stepLook } from './stepLook';
import { deliveryTranslationRef } from '../translation';
import styles from './waiting.module.css';

/** All steps of a promotion from request to verification, side by side. */
export function PromotionStepper(props: { steps: readonly PromotionStep[] }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return (
    <ol
      className={styles.stepper}
      aria-label={t('delivery.waiting.stepper')}
      style={{
        gridTemplateColumns: `repeat(${props.steps.length}, minmax(0, 1fr))`,
      }}
    >
      {props.steps.map(step => (
        <li
          key={step.name}
          data-state={step.state}
          aria-current={step.state === 'running' ? 'step' : undefined}
        >
          <StatusIcon
            {...stepLook[step.state]}
            label={t(`delivery.stepState.${step.state}`)}
          />
          <span>
            <span className={styles.stepName}>
              {t(`delivery.step.${step.name}`)}
            </span>
            <span className={styles.detail}>
              {detailOf(step) ?? (step.at && <ClockTime at={step.at} />)}
            </span>
          </span>
        </li>
      ))}
    </ol>
  );
}

/** Who requested stands above all steps already. */
function detailOf(step: PromotionStep): string | undefined {
  return step.name === 'requested' && step.at ? undefined : step.detail;
}
