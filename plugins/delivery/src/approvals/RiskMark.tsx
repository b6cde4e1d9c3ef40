import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Risk } from '@fairway/backstage-plugin-delivery-common';
import { StatusMark } from '../status/StatusMark';
import { severityTone } from '../status/SeverityMark';
import { approvalsTranslationRef } from './approvalsTranslation';
import styles from './approvals.module.css';

/** How risky a promotion is, and always why: without a reason there is no rating. */
export function RiskMark(props: { risk: Risk }) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const { level, reasons } = props.risk;
  if (reasons.length === 0) {
    return (
      <StatusMark shape="skipped" tone="muted">
        {t('row.noRating')}
      </StatusMark>
    );
  }
  return (
    <>
      <span className={styles.risk}>
        <StatusMark shape={level} tone={severityTone[level]} size={14}>
          <span className={styles.plain}>{t(`risk.${level}`)}</span>
        </StatusMark>
      </span>
      <div className={styles.second} title={reasons.join('\n')}>
        {reasons[0]}
        {reasons.length > 1 && ` +${reasons.length - 1}`}
      </div>
    </>
  );
}
