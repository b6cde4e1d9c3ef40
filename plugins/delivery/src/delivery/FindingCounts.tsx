import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { SeverityCounts } from '@fairway/backstage-plugin-delivery-common';
import { SeverityMark } from '../status/SeverityMark';
import { StatusMark } from '../status/StatusMark';
import { deliveryTranslationRef } from '../translation';
import styles from './lanes.module.css';

/** Open findings in one line. Never scanned is not none. */
export function FindingCounts(props: { counts: SeverityCounts | undefined }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { counts } = props;
  if (!counts) {
    return (
      <StatusMark shape="missing" tone="muted" size={14}>
        {t('delivery.lane.findingsUnknown')}
      </StatusMark>
    );
  }
  const lower = counts.medium + counts.low;
  if (counts.critical + counts.high + lower === 0) {
    return <span>{t('delivery.lane.findingsNone')}</span>;
  }
  return (
    <span className={styles.counts}>
      {counts.critical > 0 && (
        <SeverityMark severity="critical">
          {t('delivery.lane.count.critical', {
            number: String(counts.critical),
          })}
        </SeverityMark>
      )}
      {counts.high > 0 && (
        <SeverityMark severity="high">
          {t('delivery.lane.count.high', { number: String(counts.high) })}
        </SeverityMark>
      )}
      {lower > 0 && (
        <span>{t('delivery.lane.count.lower', { number: String(lower) })}</span>
      )}
    </span>
  );
}
