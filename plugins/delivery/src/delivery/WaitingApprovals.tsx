import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  Promotion,
  PromotionView,
} from '@fairway/backstage-plugin-delivery-common';
import { Fragment } from 'react';
import { Age } from '../status/Age';
import { PersonName } from '../status/PersonName';
import { StatusShape } from '../status/StatusShape';
import { sentence } from '../status/sentence';
import { deliveryTranslationRef } from '../translation';
import styles from './waiting.module.css';

/** Who decided, who still has to, and whether the viewer is one of them. */
export function WaitingApprovals(props: {
  promotion: Promotion;
  view: PromotionView | undefined;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { promotion, view } = props;
  const { approvalPolicy, approvals } = promotion;
  const have = approvals.filter(
    one => one.decision === 'approved' && !one.lapsedAt,
  ).length;
  const missing = approvalPolicy.count - have;
  if (approvalPolicy.count === 0) {
    return null;
  }
  return (
    <ul className={styles.approvals}>
      {approvals.map(approval => (
        <li key={`${approval.by} ${approval.at}`}>
          <span
            className={
              approval.decision === 'approved' && !approval.lapsedAt
                ? styles.ok
                : styles.muted
            }
          >
            <StatusShape
              shape={approval.decision === 'approved' ? 'passed' : 'failed'}
            />
          </span>
          <span>
            <b>
              <PersonName entityRef={approval.by} />
            </b>{' '}
            <span className={styles.muted}>
              {t(`delivery.waiting.${approval.decision}`)}{' '}
              <Age at={approval.at} />
              {approval.comment && <>: “{approval.comment}”</>}
              {approval.lapsedAt && <> ({t('delivery.waiting.lapsed')})</>}
            </span>
          </span>
        </li>
      ))}
      {missing > 0 && (
        <li>
          <span className={styles.muted}>
            <StatusShape shape="not-started" />
          </span>
          <span>
            {approvalPolicy.from.length === 0 ? (
              t('delivery.waiting.moreFromAnyone', { count: missing })
            ) : (
              <>
                {t('delivery.waiting.moreFrom', { count: missing })}{' '}
                {approvalPolicy.from.map((entityRef, index) => (
                  <Fragment key={entityRef}>
                    {index > 0 && ` ${t('delivery.waiting.or')} `}
                    <PersonName entityRef={entityRef} />
                  </Fragment>
                ))}
                .
              </>
            )}{' '}
            {view?.viewer.canApprove && (
              <b>{t('delivery.waiting.youCanDecide')}</b>
            )}{' '}
            {view?.viewer.approveBlockedBy && (
              <span className={styles.muted}>
                {sentence(view.viewer.approveBlockedBy)}
              </span>
            )}
          </span>
        </li>
      )}
    </ul>
  );
}
