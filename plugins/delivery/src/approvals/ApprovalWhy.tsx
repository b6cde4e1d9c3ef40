import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityRefLink } from '@backstage/plugin-catalog-react';
import { BgProvider } from '@backstage/ui';
import { PromotionView } from '@fairway/backstage-plugin-delivery-common';
import { Fragment, ReactNode } from 'react';
import { Note } from '../status/Note';
import { sentence } from '../status/sentence';
import { CancelPromotion } from './CancelPromotion';
import { ApprovalStanding, lapsed } from './approvalStanding';
import { approvalsTranslationRef } from './approvalsTranslation';
import styles from './approvals.module.css';

/** The sentence below a row that says why it cannot be decided now, who can, and what the viewer can do instead. */
export function ApprovalWhy(props: {
  promotion: PromotionView;
  standing: ApprovalStanding;
  onCancelled: (promotion: PromotionView) => void;
}) {
  const { promotion, standing } = props;
  const { t } = useTranslationRef(approvalsTranslationRef);
  const lapsedCount = lapsed(promotion).length;

  const notes: ReactNode[] = [];
  if (lapsedCount > 0 && standing.kind !== 'ended') {
    notes.push(
      <Note key="lapsed" shape="waived" tone="warn">
        {t('why.lapsed', { count: lapsedCount })}
      </Note>,
    );
  }
  switch (standing.kind) {
    case 'own':
      notes.push(
        <Note key="own" shape="denied" tone="plain">
          <b>{t('why.own')}</b> {whatElse(promotion, t('why.own'))}{' '}
          <WhoCan promotion={promotion} />{' '}
          {promotion.viewer.canCancel && (
            <CancelPromotion
              promotion={promotion}
              onCancelled={props.onCancelled}
            />
          )}
        </Note>,
      );
      break;
    case 'not-allowed':
      notes.push(
        <Note key="not-allowed" shape="denied" tone="plain">
          {standing.reason && sentence(standing.reason)}{' '}
          <WhoCan promotion={promotion} />
        </Note>,
      );
      break;
    case 'waits-for-gate':
      notes.push(
        <Note key="gate" shape="pending" tone="plain">
          {t('why.gates')} {standing.gates.join(', ')}.
        </Note>,
      );
      break;
    case 'decidable':
    case 'decided-by-viewer':
    case 'moved-on':
    case 'ended':
      break;
    default:
      standing satisfies never;
  }
  if (notes.length === 0) {
    return null;
  }
  return (
    <tr className={styles.whyRow}>
      <td />
      <td colSpan={7}>
        <BgProvider bg="neutral-2">
          <div className={styles.notes}>{notes}</div>
        </BgProvider>
      </td>
    </tr>
  );
}

function WhoCan(props: { promotion: PromotionView }) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const { from } = props.promotion.approvalPolicy;
  if (from.length === 0) {
    return <>{t('why.anyone')}</>;
  }
  return (
    <>
      {t('why.canDecide')}{' '}
      {from.map((entityRef, index) => (
        <Fragment key={entityRef}>
          {index > 0 && ', '}
          <EntityRefLink entityRef={entityRef} hideIcon disableTooltip />
        </Fragment>
      ))}
      .
    </>
  );
}

/** The server's reason, unless it is the one already said. */
function whatElse(promotion: PromotionView, said: string): string | undefined {
  const { approveBlockedBy } = promotion.viewer;
  const reason = approveBlockedBy && sentence(approveBlockedBy);
  return reason === said ? undefined : reason;
}
