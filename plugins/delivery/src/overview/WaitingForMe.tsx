import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { parseEntityRef } from '@backstage/catalog-model';
import { ButtonLink, Link } from '@backstage/ui';
import { PromotionView } from '@fairway/backstage-plugin-delivery-common';
import { useApprovals } from '../api/useApprovals';
import { useDecideLink } from '../api/useDecideLink';
import { useServiceLink } from '../api/useServiceLink';
import { Age } from '../status/Age';
import { CountBadge } from '../status/CountBadge';
import { Version } from '../status/Identifiers';
import { PersonName } from '../status/PersonName';
import { ReadError } from '../status/ReadError';
import { Room } from '../status/Room';
import { SkeletonRows } from '../status/SkeletonRows';
import { StatusShape } from '../status/StatusShape';
import { deliveryTranslationRef } from '../translation';
import styles from './overview.module.css';

/** Promotions that the viewer can decide now, for the home page. */
export function WaitingForMe() {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const decideLink = useDecideLink();
  const approvals = useApprovals({ scope: 'mine', limit: 10 });
  const promotions = approvals.pages?.[0]?.promotions ?? [];
  return (
    <Room>
      <div className={styles.head}>
        {approvals.pages && <CountBadge count={approvals.pages[0].mine} />}
        <span className={styles.spring} />
        {decideLink && (
          <Link href={decideLink()}>{t('overview.waiting.all')}</Link>
        )}
      </div>
      {approvals.error && (
        <ReadError
          what={t('overview.waiting.what')}
          error={approvals.error}
          onRetry={approvals.refresh}
        />
      )}
      {approvals.isLoading && !approvals.pages && (
        <div className={styles.padded}>
          <SkeletonRows rows={3} height={40} />
        </div>
      )}
      {approvals.pages && promotions.length === 0 && (
        <p className={styles.padded}>{t('overview.waiting.empty')}</p>
      )}
      <ul className={styles.waiting}>
        {promotions.map(promotion => (
          <WaitingPromotion
            key={promotion.id}
            promotion={promotion}
            decideHref={decideLink?.(promotion.id)}
          />
        ))}
      </ul>
    </Room>
  );
}

function WaitingPromotion(props: {
  promotion: PromotionView;
  decideHref: string | undefined;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const serviceLink = useServiceLink();
  const { promotion } = props;
  const have = promotion.approvals.filter(
    one => one.decision === 'approved' && !one.lapsedAt,
  ).length;
  return (
    <li>
      <StatusShape shape="person" />
      <div className={styles.grow}>
        <div className={styles.what}>
          <b>{t('overview.waiting.approve')}</b>
          <Link
            href={serviceLink(
              promotion.serviceRef,
              'delivery',
              promotion.environment,
            )}
          >
            {parseEntityRef(promotion.serviceRef).name}
          </Link>
          {promotion.fromRelease && (
            <>
              <Version>{promotion.fromRelease.version}</Version>
              <StatusShape shape="arrow" size={14} />
            </>
          )}
          <Version>{promotion.release.version}</Version>
          <span className={styles.aside}>{promotion.environment}</span>
        </div>
        <div className={styles.aside}>
          <PersonName entityRef={promotion.requestedBy} />,{' '}
          {t('overview.waiting.have', {
            have: String(have),
            need: String(promotion.approvalPolicy.count),
          })}
        </div>
      </div>
      <span className={styles.aside}>
        <Age at={promotion.requestedAt} bare />
      </span>
      {props.decideHref && (
        <ButtonLink size="small" variant="secondary" href={props.decideHref}>
          {t('overview.waiting.review')}
        </ButtonLink>
      )}
    </li>
  );
}
