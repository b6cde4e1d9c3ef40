import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { Button } from '@backstage/ui';
import { PromotionView } from '@fairway/backstage-plugin-delivery-common';
import { clsx } from 'clsx';
import { Link } from 'react-router-dom';
import { useServiceLink } from '../api/useServiceLink';
import { Age } from '../status/Age';
import { Version } from '../status/Identifiers';
import { PersonName } from '../status/PersonName';
import { StatusShape } from '../status/StatusShape';
import { ApprovalDetails } from './ApprovalDetails';
import { ApprovalWhy } from './ApprovalWhy';
import { GateTallyMark } from './GateTallyMark';
import { LeftNote } from './LeftNote';
import { RiskMark } from './RiskMark';
import { StandingMark } from './StandingMark';
import { approvalStanding, standing } from './approvalStanding';
import { approvalsTranslationRef } from './approvalsTranslation';
import { InboxRow } from './useInboxRows';
import styles from './approvals.module.css';

const COLUMNS = 8;

/** One promotion of the inbox, with what explains it below and, when opened, everything a decision needs. */
export function ApprovalRow(props: {
  row: InboxRow;
  viewerRef: string | undefined;
  isOpen: boolean;
  onToggle: () => void;
  comment: string;
  onComment: (comment: string) => void;
  onDecided: (promotion: PromotionView) => void;
  onConflict: () => void;
}) {
  const { row, viewerRef, isOpen } = props;
  const { promotion, left } = row;
  const { t } = useTranslationRef(approvalsTranslationRef);
  const serviceLink = useServiceLink();
  const service = parseEntityRef(promotion.serviceRef).name;
  const position = approvalStanding(promotion, viewerRef);
  const action = isOpen
    ? t('row.close')
    : t(position.kind === 'decidable' ? 'row.review' : 'row.details');
  const requester =
    promotion.requestedBy === viewerRef ? (
      <b>{t('row.you')}</b>
    ) : (
      <PersonName entityRef={promotion.requestedBy} />
    );

  return (
    <tbody
      className={clsx(styles.row, isOpen && styles.open, left && styles.left)}
    >
      <tr>
        <td className={styles.number}>
          <Age at={promotion.finishedAt ?? promotion.requestedAt} bare />
        </td>
        <td>
          <RiskMark risk={promotion.risk} />
        </td>
        <td>
          <Link
            className={styles.service}
            to={serviceLink(
              promotion.serviceRef,
              'delivery',
              promotion.environment,
            )}
          >
            {service}
          </Link>
          <div className={clsx(styles.second, styles.folded)}>
            {t('row.by')} {requester}
          </div>
        </td>
        <td>
          <ReleaseChange promotion={promotion} />
        </td>
        <td className={styles.wide}>{requester}</td>
        <td className={styles.gatesCell}>
          <GateTallyMark promotion={promotion} />
        </td>
        <td className={styles.number}>
          {t('row.given', {
            have: String(standing(promotion).length),
            need: String(promotion.approvalPolicy.count),
          })}
        </td>
        <td className={styles.decision}>
          {!left && (
            <div className={styles.decisionLine}>
              <StandingMark promotion={promotion} standing={position} />
              <span data-key="row">
                <Button
                  size="small"
                  variant="secondary"
                  aria-expanded={isOpen}
                  aria-label={t('row.toggle', {
                    action,
                    service,
                    version: promotion.release.version,
                  })}
                  iconEnd={
                    <span className={isOpen ? styles.up : styles.down}>
                      <StatusShape shape="chevron" size={12} />
                    </span>
                  }
                  onPress={props.onToggle}
                >
                  {action}
                </Button>
              </span>
            </div>
          )}
        </td>
      </tr>
      {left && (
        <tr className={styles.whyRow}>
          <td />
          <td colSpan={COLUMNS - 1}>
            <LeftNote promotion={promotion} viewerRef={viewerRef} />
          </td>
        </tr>
      )}
      {!left && (
        <ApprovalWhy
          promotion={promotion}
          standing={position}
          onCancelled={props.onDecided}
        />
      )}
      {isOpen && (
        <tr className={styles.detailsRow}>
          <td colSpan={COLUMNS}>
            <ApprovalDetails
              promotion={promotion}
              standing={position}
              comment={props.comment}
              onComment={props.onComment}
              onDecided={props.onDecided}
              onConflict={props.onConflict}
            />
          </td>
        </tr>
      )}
    </tbody>
  );
}

function ReleaseChange(props: { promotion: PromotionView }) {
  const { promotion } = props;
  const { t } = useTranslationRef(approvalsTranslationRef);
  const { environment, fromRelease, kind, release } = promotion;
  return (
    <>
      <span className={styles.change}>
        {fromRelease && (
          <>
            <Version>{fromRelease.version}</Version>{' '}
            <span className={styles.muted}>
              <StatusShape shape="arrow" size={14} />
            </span>{' '}
          </>
        )}
        <Version>{release.version}</Version>
      </span>
      <div className={styles.second}>
        {kind === 'promote'
          ? t('row.to', { environment })
          : t('row.rollback', { environment })}
        {!fromRelease && ` · ${t('row.first')}`}
      </div>
    </>
  );
}
