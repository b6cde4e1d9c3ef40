import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import {
  EnvironmentView,
  Promotion,
} from '@fairway/backstage-plugin-delivery-common';
import { useDecideLink } from '../api/useDecideLink';
import { useService } from '../api/useService';
import { useServiceLink } from '../api/useServiceLink';
import { useServiceName } from '../api/useServiceName';
import { waitingPromotions } from '../delivery/promotionPhase';
import { GoldenPathMark } from '../goldenPath/GoldenPathMark';
import { ProvenanceNote } from '../status/FreshnessLine';
import { Version } from '../status/Identifiers';
import { Note } from '../status/Note';
import { Panel } from '../status/Panel';
import { ReadError } from '../status/ReadError';
import { Room } from '../status/Room';
import { SkeletonRows } from '../status/SkeletonRows';
import { StatusShape } from '../status/StatusShape';
import { EnvironmentRow } from './EnvironmentRow';
import { deliveryTranslationRef } from '../translation';
import styles from './overview.module.css';

/** What runs where, in a card of the entity overview. Links only: a decision happens on the full page. */
export function DeliveryCard() {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const serviceName = useServiceName();
  const serviceLink = useServiceLink();
  const { data: service, error, isLoading, refresh } = useService(serviceName);
  return (
    <Room>
      <Panel
        title={t('overview.delivery.title')}
        actions={
          <span className={styles.aside}>
            {service ? (
              <ProvenanceNote
                provenance={service.environments.flatMap(provenanceOf)}
              />
            ) : (
              isLoading && t('overview.delivery.loading')
            )}
          </span>
        }
      >
        <div className={styles.list}>
          {service?.environments.map(environment => (
            <EnvironmentRow key={environment.name} environment={environment} />
          ))}
          {!service && isLoading && <SkeletonRows rows={3} height={24} />}
          {!service && error && (
            <ReadError
              what={t('delivery.what', { name: serviceName.name })}
              error={error}
              onRetry={refresh}
            />
          )}
          {!service && !error && !isLoading && (
            <Note shape="missing" tone="plain" role="status">
              {t('delivery.notSeen.title')}
            </Note>
          )}
        </div>
        {waitingPromotions(service?.environments ?? []).map(promotion => (
          <WaitingLine key={promotion.id} promotion={promotion} />
        ))}
        {service && (
          <div className={styles.foot}>
            <Link href={serviceLink(service.serviceRef, 'delivery')}>
              {t('overview.delivery.open')}
            </Link>
            <GoldenPathMark />
          </div>
        )}
      </Panel>
    </Room>
  );
}

function provenanceOf(environment: EnvironmentView) {
  return environment.provenance;
}

function WaitingLine(props: { promotion: Promotion }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const decideLink = useDecideLink();
  const { promotion } = props;
  const have = promotion.approvals.filter(
    one => one.decision === 'approved' && !one.lapsedAt,
  ).length;
  return (
    <div className={styles.line}>
      <StatusShape shape="person" />
      <span>
        <Version>{promotion.release.version}</Version>{' '}
        {t('overview.delivery.waits')}{' '}
        {promotion.state === 'awaiting-approval'
          ? t('overview.delivery.approvals', {
              have: String(have),
              need: String(promotion.approvalPolicy.count),
            })
          : promotion.environment}
      </span>
      <span className={styles.spring} />
      {decideLink && promotion.state === 'awaiting-approval' && (
        <Link href={decideLink(promotion.id)}>
          {t('overview.delivery.review')}
        </Link>
      )}
    </div>
  );
}
