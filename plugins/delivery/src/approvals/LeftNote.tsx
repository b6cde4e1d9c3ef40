import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { PromotionView } from '@fairway/backstage-plugin-delivery-common';
import { Note } from '../status/Note';
import { PersonName } from '../status/PersonName';
import { standing } from './approvalStanding';
import { approvalsTranslationRef } from './approvalsTranslation';

/** What became of a promotion that just left the list. */
export function LeftNote(props: {
  promotion: PromotionView;
  viewerRef: string | undefined;
}) {
  const { promotion, viewerRef } = props;
  const { t } = useTranslationRef(approvalsTranslationRef);
  const { version } = promotion.release;
  const isMine = (by: string | undefined) => by === viewerRef;
  const last = [...promotion.approvals].sort((one, other) =>
    other.at.localeCompare(one.at),
  )[0];

  if (promotion.state === 'superseded') {
    return (
      <Note shape="skipped" tone="plain" role="status">
        {promotion.outcome ?? t('left.superseded')}
      </Note>
    );
  }
  if (promotion.state === 'cancelled') {
    return (
      <Note shape="skipped" tone="plain" role="status">
        {isMine(promotion.finishedBy)
          ? t('left.cancelledByYou', { version })
          : promotion.outcome ?? t('left.cancelled')}
      </Note>
    );
  }
  if (!last || last.lapsedAt) {
    return (
      <Note shape="info" tone="plain" role="status">
        {promotion.outcome ?? t('left.gone')}
      </Note>
    );
  }
  if (last.decision === 'rejected') {
    return (
      <Note shape="failed" tone="plain" role="status">
        {isMine(last.by) ? (
          t('left.rejectedByYou', { version })
        ) : (
          <>
            {t('left.rejectedBy')} <PersonName entityRef={last.by} />
            {last.comment ? `: “${last.comment}”` : '.'}
          </>
        )}
      </Note>
    );
  }
  const missing = promotion.approvalPolicy.count - standing(promotion).length;
  return (
    <Note shape="passed" tone="ok" role="status">
      {isMine(last.by) ? (
        t('left.approvedByYou', { version })
      ) : (
        <>
          {t('left.approvedBy')} <PersonName entityRef={last.by} />.
        </>
      )}{' '}
      {missing > 0 ? t('left.waitsFor', { count: missing }) : t('left.goesOn')}
    </Note>
  );
}
