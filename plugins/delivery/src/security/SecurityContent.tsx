import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { isDenied } from '../api/errorText';
import { useSecurity } from '../api/useSecurity';
import { useServiceName } from '../api/useServiceName';
import { KeyList } from '../status/KeyList';
import { ReadError } from '../status/ReadError';
import { Room } from '../status/Room';
import { SkeletonRows } from '../status/SkeletonRows';
import { ExposureMatrix } from './ExposureMatrix';
import { FindingsSplit } from './FindingsSplit';
import { PromotionEffect } from './PromotionEffect';
import { SourceTrouble } from './SourceTrouble';
import { TrendPanel } from './TrendPanel';
import { WithoutFindings } from './WithoutFindings';
import { securityKnowledge } from './securityKnowledge';
import { securityTranslationRef } from './securityTranslation';
import { useFindingsFilters } from './useFindingsFilters';
import styles from './security.module.css';

/** The Security tab of a service: exposure, trend, findings, and deciding about them. */
export function SecurityContent() {
  const { t } = useTranslationRef(securityTranslationRef);
  const service = useServiceName();
  const security = useSecurity(service);
  const { filters, change, clear } = useFindingsFilters();
  const view = security.data;

  if (isDenied(security.error)) {
    return (
      <Room>
        <WithoutFindings knowledge={{ kind: 'denied' }} view={undefined} />
      </Room>
    );
  }
  if (!view) {
    return (
      <Room>
        {security.error ? (
          <ReadError
            what={t('subject')}
            error={security.error}
            onRetry={security.refresh}
          />
        ) : (
          <SkeletonRows rows={6} height={48} />
        )}
      </Room>
    );
  }

  const knowledge = securityKnowledge(view);
  if (
    knowledge.kind === 'denied' ||
    knowledge.kind === 'never-scanned' ||
    knowledge.kind === 'unreachable'
  ) {
    return (
      <Room>
        <WithoutFindings knowledge={knowledge} view={view} />
      </Room>
    );
  }
  return (
    <Room className={styles.page}>
      {security.error && (
        <ReadError
          what={t('subject')}
          error={security.error}
          onRetry={security.refresh}
        />
      )}
      {knowledge.trouble && (
        <SourceTrouble trouble={knowledge.trouble} open={view.open} />
      )}
      <div className={styles.summary}>
        <ExposureMatrix
          view={view}
          onFilter={change}
          footer={<PromotionEffect service={service} />}
        />
        <TrendPanel view={view} />
      </div>
      {knowledge.kind === 'none' ? (
        <WithoutFindings knowledge={knowledge} view={view} />
      ) : (
        <FindingsSplit
          service={service}
          view={view}
          filters={filters}
          onChange={change}
          onClear={clear}
          onDecided={security.refresh}
        />
      )}
      <KeyList purposes={['search', 'findings']} />
    </Room>
  );
}
