import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { ServiceName } from '@fairway/backstage-plugin-delivery-common';
import { useState } from 'react';
import { useHistory } from '../api/useService';
import { Panel } from '../status/Panel';
import { ReadError } from '../status/ReadError';
import { Segments } from '../status/Segments';
import { SkeletonRows } from '../status/SkeletonRows';
import { HistoryEvents } from './HistoryEvents';
import { HighlightedSpan, ReleaseTrack } from './ReleaseTrack';
import { useExportHistory } from './useExportHistory';
import { deliveryTranslationRef } from '../translation';
import styles from './history.module.css';

const kinds = ['all', 'promotion', 'rollback', 'incident'] as const;
type Kind = (typeof kinds)[number];

/** Who changed what, when and why; the track shows the same releases over time. */
export function History(props: {
  service: ServiceName;
  environments: readonly string[];
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const [kind, setKind] = useState<Kind>('all');
  const [highlighted, setHighlighted] = useState<HighlightedSpan>();
  const history = useHistory(props.service, kind === 'all' ? {} : { kind });
  const exported = useExportHistory(
    props.service,
    kind === 'all' ? undefined : kind,
  );
  const events = history.pages?.flatMap(page => page.events) ?? [];
  const total = history.pages?.[0]?.total ?? 0;
  return (
    <Panel
      title={t('delivery.history.title')}
      actions={
        <div className={styles.actions}>
          <Segments
            label={t('delivery.history.show')}
            value={kind}
            options={kinds.map(id => ({
              id,
              label: t(`delivery.history.kind.${id}`),
            }))}
            onChange={setKind}
          />
          {exported.button}
        </div>
      }
    >
      {exported.problem && (
        <div className={styles.padded}>{exported.problem}</div>
      )}
      <ReleaseTrack
        service={props.service}
        environments={props.environments}
        onHighlight={setHighlighted}
      />
      {history.error && (
        <div className={styles.padded}>
          <ReadError
            what={t('delivery.history.what')}
            error={history.error}
            onRetry={history.refresh}
          />
        </div>
      )}
      {history.isLoading && !history.pages && (
        <div className={styles.padded}>
          <SkeletonRows rows={6} />
        </div>
      )}
      {history.pages && events.length === 0 && (
        <p className={styles.padded}>
          {kind === 'all' ? (
            t('delivery.history.empty')
          ) : (
            <Button variant="tertiary" onPress={() => setKind('all')}>
              {t('delivery.history.emptyFiltered')}
            </Button>
          )}
        </p>
      )}
      {events.length > 0 && (
        <>
          <HistoryEvents events={events} highlighted={highlighted} />
          <div className={styles.foot}>
            <span className={styles.quiet}>
              {t('delivery.history.count', {
                shown: String(events.length),
                total: String(total),
              })}
            </span>
            <span className={styles.spring} />
            {history.hasMore && (
              <Button
                variant="tertiary"
                isPending={history.isLoadingMore}
                onPress={history.loadMore}
              >
                {t('delivery.history.older')}
              </Button>
            )}
          </div>
        </>
      )}
    </Panel>
  );
}
