import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EnvironmentView } from '@fairway/backstage-plugin-delivery-common';
import { Age } from '../status/Age';
import { HealthMark } from '../status/HealthMark';
import { StatusMark } from '../status/StatusMark';
import { deliveryTranslationRef } from '../translation';
import { LaneKnowledge } from './laneKnowledge';
import { runningPromotion } from './promotionPhase';
import styles from './lanes.module.css';

/** Health, pods and sync, or why they are not known. */
export function LaneHealth(props: {
  environment: EnvironmentView;
  knowledge: LaneKnowledge;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { knowledge } = props;
  switch (knowledge.kind) {
    case 'denied':
      return (
        <Unknown text={t('delivery.lane.deniedText')}>
          <StatusMark shape="denied" tone="muted">
            {t('delivery.lane.denied')}
          </StatusMark>
        </Unknown>
      );
    case 'never-deployed':
      return (
        <Unknown text={t('delivery.lane.neverDeployedText')}>
          <StatusMark shape="not-started" tone="muted">
            {t('delivery.lane.neverDeployed')}
          </StatusMark>
        </Unknown>
      );
    case 'never-reported':
      return (
        <Unknown text={t('delivery.lane.neverReportedText')}>
          <StatusMark shape="unknown" tone="muted">
            {t('delivery.lane.neverReported')}
          </StatusMark>
        </Unknown>
      );
    case 'unreachable':
      return (
        <Unknown
          text={[
            knowledge.provenance.message,
            knowledge.deployment
              ? t('delivery.lane.unreachableText')
              : t('delivery.lane.unreachableNothing'),
          ]
            .filter(Boolean)
            .join(' ')}
        >
          <StatusMark shape="unreachable" tone="warn">
            {t('delivery.lane.unreachable')}
            {knowledge.provenance.asOf && (
              <>
                , {t('status.asOf')} <Age at={knowledge.provenance.asOf} />
              </>
            )}
          </StatusMark>
        </Unknown>
      );
    case 'stale':
    case 'live':
      return <Known {...props} knowledge={knowledge} />;
    default: {
      const never: never = knowledge;
      return never;
    }
  }
}

function Unknown(props: { text: string; children: JSX.Element }) {
  return (
    <div>
      {props.children}
      <p className={styles.quiet}>{props.text}</p>
    </div>
  );
}

function Known(props: {
  environment: EnvironmentView;
  knowledge: Extract<LaneKnowledge, { kind: 'live' | 'stale' }>;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { environment, knowledge } = props;
  const { deployment } = knowledge;
  const running = runningPromotion(environment);
  const details: string[] = [];
  if (running) {
    const step = running.steps.find(one => one.state === 'running');
    if (step) {
      details.push(
        t(`delivery.stepNow.${step.name}`).toLocaleLowerCase('en-US'),
      );
    }
    if (running.fromRelease) {
      details.push(
        t('delivery.lane.was', { version: running.fromRelease.version }),
      );
    }
  } else {
    if (deployment.message) {
      details.push(deployment.message);
    }
    if (deployment.pods !== undefined) {
      details.push(
        t('delivery.lane.pods', {
          ready: String(deployment.readyPods ?? 0),
          pods: String(deployment.pods),
        }),
      );
    }
    details.push(t(`delivery.lane.sync.${deployment.sync}`));
  }
  return (
    <div className={styles.health}>
      <HealthMark
        health={running ? 'progressing' : deployment.health}
        message={deployment.message}
      />
      <span className={styles.quiet}>{details.join(' · ')}</span>
      {knowledge.kind === 'stale' && (
        <StatusMark
          shape="pending"
          tone="warn"
          size={12}
          title={knowledge.provenance.message}
          className={styles.asOf}
        >
          {t('delivery.lane.stale')}
          {knowledge.provenance.asOf && (
            <>
              , {t('status.asOf')} <Age at={knowledge.provenance.asOf} />
            </>
          )}
        </StatusMark>
      )}
    </div>
  );
}
