import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EnvironmentView } from '@fairway/backstage-plugin-delivery-common';
import { TRACK_DAYS, useTrack } from '../api/useService';
import { useServiceName } from '../api/useServiceName';
import { Age } from '../status/Age';
import { PersonName } from '../status/PersonName';
import { FindingCounts } from './FindingCounts';
import { deliveryTranslationRef } from '../translation';
import styles from './lanes.module.css';

/** Since when and by whom, how far behind, how exposed. */
export function LaneFacts(props: { environment: EnvironmentView }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { after, behind, deployment, findings } = props.environment;
  const isLevel = behind?.releases === 0 && !behind.commits;
  return (
    <dl className={styles.facts}>
      {deployment?.since && (
        <>
          <dt>{t('delivery.lane.since')}</dt>
          <dd>
            <Age at={deployment.since} />
            <BroughtBy environment={props.environment} />
          </dd>
        </>
      )}
      {isLevel && (
        <>
          <dt>{t('delivery.lane.behind')}</dt>
          <dd>
            {t('delivery.lane.behindNothing', { name: after.join(', ') })}
          </dd>
        </>
      )}
      <dt>{t('delivery.lane.findings')}</dt>
      <dd>
        <FindingCounts counts={findings} />
      </dd>
    </dl>
  );
}

/** Shares its read with the track of the history below. */
function BroughtBy(props: { environment: EnvironmentView }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { data: track } = useTrack(useServiceName(), TRACK_DAYS);
  const { entry, name } = props.environment;
  const by = track?.spans.find(
    span => span.environment === name && !span.to,
  )?.by;
  if (!by) {
    return entry === 'pipeline' ? <>, {t('delivery.lane.byPipeline')}</> : null;
  }
  return (
    <>
      , {by !== 'fairway' && <>{t('delivery.lane.by')} </>}
      <PersonName entityRef={by} />
    </>
  );
}
