import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EnvironmentView } from '@fairway/backstage-plugin-delivery-common';
import { clsx } from 'clsx';
import { LaneChips } from '../delivery/LaneChips';
import { LaneKnowledge, laneKnowledge } from '../delivery/laneKnowledge';
import { runningPromotion } from '../delivery/promotionPhase';
import { Age } from '../status/Age';
import { HealthMark } from '../status/HealthMark';
import { Version } from '../status/Identifiers';
import { StatusMark } from '../status/StatusMark';
import { deliveryTranslationRef } from '../translation';
import styles from './overview.module.css';

/** One environment in one line, with its flags under it. */
export function EnvironmentRow(props: { environment: EnvironmentView }) {
  const { environment } = props;
  const knowledge = laneKnowledge(environment);
  const deployment =
    'deployment' in knowledge ? knowledge.deployment : undefined;
  const isKnown = knowledge.kind === 'live' || knowledge.kind === 'stale';
  return (
    <div className={clsx(styles.row, !isKnown && styles.dashed)}>
      <span>{environment.name}</span>
      <span>
        {deployment?.release && <Version>{deployment.release.version}</Version>}
      </span>
      <State environment={environment} knowledge={knowledge} />
      <span className={styles.aside}>
        {deployment?.since && <Age at={deployment.since} bare />}
      </span>
      {isKnown && (
        <div className={styles.chips}>
          <LaneChips environment={environment} />
        </div>
      )}
    </div>
  );
}

function State(props: {
  environment: EnvironmentView;
  knowledge: LaneKnowledge;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { environment, knowledge } = props;
  switch (knowledge.kind) {
    case 'denied':
      return (
        <StatusMark shape="denied" tone="muted">
          {t('delivery.lane.denied')}
        </StatusMark>
      );
    case 'unreachable':
      return (
        <StatusMark
          shape="unreachable"
          tone="warn"
          title={knowledge.provenance.message}
        >
          {t('delivery.lane.unreachable')}
        </StatusMark>
      );
    case 'never-deployed':
      return (
        <StatusMark shape="not-started" tone="muted">
          {t('delivery.lane.neverDeployed')}
        </StatusMark>
      );
    case 'never-reported':
      return (
        <StatusMark shape="unknown" tone="muted">
          {t('delivery.lane.neverReported')}
        </StatusMark>
      );
    case 'live':
    case 'stale': {
      const step = runningPromotion(environment)?.steps.find(
        one => one.state === 'running',
      );
      if (step) {
        return (
          <StatusMark shape="progressing" tone="info">
            {t(`delivery.stepNow.${step.name}`)}
          </StatusMark>
        );
      }
      return (
        <HealthMark
          health={knowledge.deployment.health}
          message={knowledge.deployment.message}
        />
      );
    }
    default: {
      const never: never = knowledge;
      return never;
    }
  }
}
