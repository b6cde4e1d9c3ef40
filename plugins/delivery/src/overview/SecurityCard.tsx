import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Link } from '@backstage/ui';
import {
  SecurityView,
  severities,
} from '@fairway/backstage-plugin-delivery-common';
import { isDenied } from '../api/errorText';
import { useSecurity } from '../api/useSecurity';
import { useServiceLink } from '../api/useServiceLink';
import { useServiceName } from '../api/useServiceName';
import { ProvenanceNote } from '../status/FreshnessLine';
import { Panel } from '../status/Panel';
import { ReadError } from '../status/ReadError';
import { Room } from '../status/Room';
import { SeverityMark } from '../status/SeverityMark';
import { SkeletonRows } from '../status/SkeletonRows';
import { StatusMark } from '../status/StatusMark';
import { deliveryTranslationRef } from '../translation';
import styles from './overview.module.css';

/** How exposed the last environment is, in a card of the entity overview. */
export function SecurityCard() {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const serviceName = useServiceName();
  const serviceLink = useServiceLink();
  const { data: view, error, isLoading, refresh } = useSecurity(serviceName);
  return (
    <Room>
      <Panel
        title={t('overview.security.title')}
        actions={
          <span className={styles.aside}>
            {view && view.provenance.length > 0 && (
              <ProvenanceNote provenance={view.provenance} />
            )}
          </span>
        }
      >
        {view && <Exposure view={view} />}
        {!view && isLoading && (
          <div className={styles.padded}>
            <SkeletonRows rows={4} height={24} />
          </div>
        )}
        {!view && error && (
          <div className={styles.padded}>
            {isDenied(error) ? (
              <StatusMark shape="denied" tone="muted">
                {t('overview.security.denied')}
              </StatusMark>
            ) : (
              <ReadError
                what={t('overview.security.what')}
                error={error}
                onRetry={refresh}
              />
            )}
          </div>
        )}
        {view && (
          <div className={styles.foot}>
            <Link href={serviceLink(view.serviceRef, 'security')}>
              {t('overview.security.open')}
            </Link>
          </div>
        )}
      </Panel>
    </Room>
  );
}

function Exposure(props: { view: SecurityView }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { exposure, scans } = props.view;
  const [last] = exposure;
  const complete = scans.filter(scan => scan.complete).length;
  if (!last?.open) {
    return (
      <div className={styles.padded}>
        <StatusMark shape="missing" tone="muted">
          <b>{t('overview.security.neverScanned')}</b>
        </StatusMark>
        <p className={styles.aside}>
          {t('overview.security.neverScannedText')}
        </p>
      </div>
    );
  }
  const { open } = last;
  return (
    <>
      <p className={`${styles.aside} ${styles.padded}`}>
        {last.version
          ? t('overview.security.openInVersion', {
              environment: last.environment,
              version: last.version,
            })
          : t('overview.security.openIn', { environment: last.environment })}
      </p>
      <div className={styles.counts}>
        {severities.map(severity => (
          <div key={severity}>
            <b>{open[severity]}</b>
            <SeverityMark severity={severity} />
          </div>
        ))}
      </div>
      {last.overdue !== undefined && (
        <div className={styles.line}>
          <StatusMark
            shape={last.overdue > 0 ? 'pending' : 'passed'}
            tone={last.overdue > 0 ? 'bad' : 'ok'}
          >
            {last.overdue > 0
              ? t('overview.security.overdue', { count: last.overdue })
              : t('overview.security.noneOverdue')}
          </StatusMark>
        </div>
      )}
      {scans.length > 0 && (
        <div className={styles.line}>
          <StatusMark
            shape={complete === scans.length ? 'passed' : 'degraded'}
            tone={complete === scans.length ? 'ok' : 'warn'}
          >
            {t('overview.security.scanners', {
              complete: String(complete),
              total: String(scans.length),
            })}
          </StatusMark>
        </div>
      )}
    </>
  );
}
