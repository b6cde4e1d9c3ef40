import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Approval,
  PromotionView,
} from '@fairway/backstage-plugin-delivery-common';
import { Age } from '../status/Age';
import { PersonName } from '../status/PersonName';
import { StatusIcon } from '../status/StatusMark';
import { approvalsTranslationRef } from './approvalsTranslation';
import styles from './approvals.module.css';

/** Who has said yes or no, and whose word no longer counts. */
export function ApprovalList(props: { promotion: PromotionView }) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const { approvals } = props.promotion;
  if (approvals.length === 0) {
    return <p className={styles.muted}>{t('details.noApprovals')}</p>;
  }
  return (
    <ul className={styles.lines}>
      {approvals.map(approval => (
        <li key={`${approval.by} ${approval.at}`}>
          <DecisionIcon approval={approval} />
          <span>
            <b>
              <PersonName entityRef={approval.by} />
            </b>{' '}
            <span className={styles.muted}>
              {approval.decision === 'rejected' && `${t('details.rejected')}, `}
              {approval.lapsedAt && `${t('details.lapsed')}, `}
              <Age at={approval.at} />
              {approval.comment && <>: “{approval.comment}”</>}
            </span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function DecisionIcon(props: { approval: Approval }) {
  const { decision, lapsedAt } = props.approval;
  if (lapsedAt) {
    return <StatusIcon shape="waived" tone="warn" label="lapsed" />;
  }
  if (decision === 'rejected') {
    return <StatusIcon shape="failed" tone="muted" label="rejected" />;
  }
  return <StatusIcon shape="passed" tone="ok" label="approved" />;
}
