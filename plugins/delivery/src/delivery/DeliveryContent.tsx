import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { useState } from 'react';
import { useSearchParams } from 'react-router-dom';
import { usePromotion } from '../api/useApprovals';
import { useService } from '../api/useService';
import { useServiceName } from '../api/useServiceName';
import { DeliveryDialog } from '../promote/DeliveryDialog';
import { GoldenPathMark } from '../goldenPath/GoldenPathMark';
import { KeyList } from '../status/KeyList';
import { Note } from '../status/Note';
import { ReadError } from '../status/ReadError';
import { Room } from '../status/Room';
import { DeliveryAction } from './DeliveryAction';
import { DeliverySkeleton } from './DeliverySkeleton';
import { EnvironmentLanes } from './EnvironmentLanes';
import { History } from './History';
import { PipelineRuns } from './PipelineRuns';
import { PullRequests } from './PullRequests';
import { ServiceFreshness } from './ServiceFreshness';
import { WaitingCard } from './WaitingCard';
import { primaryAction } from './primaryAction';
import { waitingPromotions } from './promotionPhase';
import { deliveryTranslationRef } from '../translation';
import styles from './content.module.css';

/** The Delivery tab of a service. */
export function DeliveryContent() {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const serviceName = useServiceName();
  const { data: service, error, isLoading, refresh } = useService(serviceName);
  const [action, setAction] = useState<DeliveryAction>();
  const [search] = useSearchParams();
  const waiting = waitingPromotions(service?.environments ?? []);
  const { data: firstWaiting } = usePromotion(waiting[0]?.id);

  if (!service) {
    return (
      <Room className={styles.content}>
        {error && (
          <ReadError
            what={t('delivery.what', { name: serviceName.name })}
            error={error}
            onRetry={refresh}
          />
        )}
        {!error && isLoading && <DeliverySkeleton />}
        {!error && !isLoading && (
          <Note shape="missing" tone="plain" role="status">
            <b>{t('delivery.notSeen.title')}</b>{' '}
            {t('delivery.notSeen.text', { name: serviceName.name })}
          </Note>
        )}
      </Room>
    );
  }

  const primary = primaryAction(service.environments, firstWaiting);
  return (
    <Room className={styles.content}>
      {error && (
        <ReadError
          what={t('delivery.what', { name: serviceName.name })}
          error={error}
          onRetry={refresh}
        />
      )}
      <section>
        <div className={styles.head}>
          <h2>{t('delivery.environments')}</h2>
          <GoldenPathMark />
          <ServiceFreshness service={service} isUpToDate={!error} />
        </div>
        <EnvironmentLanes
          environments={service.environments}
          primary={
            primary?.kind === 'promote' ? primary.environment : undefined
          }
          focused={search.get('environment') ?? undefined}
          onAction={setAction}
        />
      </section>
      {waiting.map(promotion => (
        <WaitingCard
          key={promotion.id}
          promotion={promotion}
          isPrimary={
            primary?.kind === 'decide' && primary.promotionId === promotion.id
          }
          onAction={setAction}
        />
      ))}
      <div className={styles.two}>
        <PipelineRuns
          runs={service.pipelineRuns}
          provenance={service.pipelineRunsProvenance}
        />
        <PullRequests
          pullRequests={service.pullRequests}
          runs={service.pipelineRuns}
        />
      </div>
      <History
        service={serviceName}
        environments={service.environments.map(one => one.name)}
      />
      <KeyList purposes={['lanes', 'promote', 'rollback']} />
      {action && (
        <DeliveryDialog
          service={service}
          action={action}
          onClose={() => setAction(undefined)}
          onDone={refresh}
        />
      )}
    </Room>
  );
}
