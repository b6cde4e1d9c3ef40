import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EnvironmentView } from '@fairway/backstage-plugin-delivery-common';
import { Age } from '../status/Age';
import { FindingCounts } from './FindingCounts';
import { deliveryTranslationRef } from '../translation';
import styles from './lanes.module.css';

/** Since when, how far behind, how exposed. */
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
