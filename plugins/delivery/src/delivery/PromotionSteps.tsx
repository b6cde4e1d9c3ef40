import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  DeploymentCheck,
  Promotion,
  PromotionStep,
} from '@fairway/backstage-plugin-delivery-common';
import LinearProgress from '@material-ui/core/LinearProgress';
import { clsx } from 'clsx';
import { ClockTime } from '../status/ClockTime';
import { useNow } from '../status/clock';
import { StatusIcon } from '../status/StatusMark';
import { stepLook } from './stepLook';
import { deliveryTranslationRef } from '../translation';
import styles from './lanes.module.css';

const inTheEnvironment: ReadonlySet<PromotionStep['name']> = new Set([
  'write',
  'sync',
  'verify',
]);

/** Where a promotion that changes this environment stands, with the checks that ran against it. */
export function PromotionSteps(props: {
  promotion: Promotion;
  checks: readonly DeploymentCheck[];
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { promotion } = props;
  const steps = promotion.steps.filter(step => inTheEnvironment.has(step.name));
  const checks = props.checks.filter(
    check => !check.digest || check.digest === promotion.release.digest,
  );
  return (
    <ol className={styles.steps} aria-label={t('delivery.lane.progress')}>
      {steps.map(step => (
        <Step key={step.name} step={step}>
          {step.name === 'verify' &&
            step.state !== 'waiting' &&
            checks.map(check => <Check key={check.name} check={check} />)}
        </Step>
      ))}
    </ol>
  );
}

function Step(props: { step: PromotionStep; children: React.ReactNode }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { step } = props;
  const look = stepLook[step.state];
  const words = {
    waiting: 'delivery.step',
    running: 'delivery.stepNow',
    done: 'delivery.stepDone',
    failed: 'delivery.step',
    skipped: 'delivery.step',
  } as const;
  return (
    <>
      {props.children}
      <li
        className={clsx(styles.step, styles[step.state])}
        aria-current={step.state === 'running' ? 'step' : undefined}
      >
        <StatusIcon {...look} label={t(`delivery.stepState.${step.state}`)} />
        <span>
          <span className={styles.stepName}>
            {t(`${words[step.state]}.${step.name}`)}
          </span>{' '}
          {step.detail}
        </span>
        <span className={styles.stepTime}>
          {step.state === 'running' && step.until ? (
            <>
              {t('delivery.lane.until')} <ClockTime at={step.until} />
            </>
          ) : (
            step.at && <ClockTime at={step.at} />
          )}
        </span>
        <Soak step={step} />
      </li>
    </>
  );
}

/** How much of a step with a known end has passed; Backstage UI has no progress bar. */
function Soak(props: { step: PromotionStep }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const now = useNow();
  const { startedAt, state, until } = props.step;
  if (state !== 'running' || !startedAt || !until) {
    return null;
  }
  const start = Date.parse(startedAt);
  const total = Date.parse(until) - start;
  const done = Math.min(Math.max(now - start, 0), total);
  const minutes = t('delivery.lane.minutes', {
    done: String(Math.floor(done / 60_000)),
    total: String(Math.ceil(total / 60_000)),
  });
  return (
    <LinearProgress
      className={styles.soak}
      classes={{ bar: styles.soakBar }}
      variant="determinate"
      value={total > 0 ? (done / total) * 100 : 100}
      aria-label={minutes}
    />
  );
}

function Check(props: { check: DeploymentCheck }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { check } = props;
  const state = {
    pending: 'waiting',
    running: 'running',
    passed: 'done',
    failed: 'failed',
  } as const;
  const look = stepLook[state[check.state]];
  return (
    <li className={clsx(styles.step, styles[state[check.state]])}>
      <StatusIcon
        {...look}
        label={t(`delivery.stepState.${state[check.state]}`)}
      />
      <span>
        {check.name} {check.summary}
      </span>
      <span className={styles.stepTime}>
        {check.at && <ClockTime at={check.at} />}
      </span>
    </li>
  );
}
