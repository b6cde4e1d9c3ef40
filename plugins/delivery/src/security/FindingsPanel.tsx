import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import {
  FindingsPage,
  SecurityView,
  severities,
} from '@fairway/backstage-plugin-delivery-common';
import { PagedRead } from '../api/usePagedRead';
import { Panel } from '../status/Panel';
import { ReadError } from '../status/ReadError';
import { SkeletonRows } from '../status/SkeletonRows';
import { deliveryTranslationRef } from '../translation';
import { FindingsFilterBar } from './FindingsFilterBar';
import { FindingsTable } from './FindingsTable';
import { FindingsFilters, countFindingsFilters } from './findingsFilters';
import { securityTranslationRef } from './securityTranslation';
import styles from './security.module.css';

/** The findings that match, a page at a time. */
export function FindingsPanel(props: {
  view: SecurityView;
  read: PagedRead<FindingsPage>;
  pageSize: number;
  filters: FindingsFilters;
  onChange: (change: Partial<FindingsFilters>) => void;
  onClear: () => void;
}) {
  const { view, read, filters, onChange } = props;
  const { t } = useTranslationRef(securityTranslationRef);
  const newest = read.pages?.[0];
  const findings = read.pages?.flatMap(page => page.findings) ?? [];
  const active = countFindingsFilters(filters);
  return (
    <Panel
      title={t('findings.title')}
      aside={
        newest && (
          <span className={styles.second}>
            {t('findings.counts', {
              shown: String(newest.total),
              total: String(view.total),
              open: String(view.open),
              decided: String(view.decided),
            })}
          </span>
        )
      }
    >
      <FindingsFilterBar view={view} filters={filters} onChange={onChange} />
      <div aria-live="polite" className={styles.hidden}>
        {newest && t('findings.results', { count: newest.total })}
      </div>
      {read.error && (
        <div className={styles.padded}>
          <ReadError
            what={t('subject')}
            error={read.error}
            onRetry={read.refresh}
          />
        </div>
      )}
      {!newest && !read.error && (
        <div className={styles.padded}>
          <SkeletonRows rows={6} height={44} />
        </div>
      )}
      {newest && findings.length === 0 && (
        <div className={styles.nothing}>
          <b>{active > 0 ? t('findings.noMatch') : t('findings.allFixed')}</b>
          {active > 0 ? (
            <Button variant="secondary" onPress={props.onClear}>
              {t('findings.clear', { count: active })}
            </Button>
          ) : (
            <Button
              variant="secondary"
              onPress={() => onChange({ state: 'fixed' })}
            >
              {t('findings.showFixed')}
            </Button>
          )}
        </div>
      )}
      {findings.length > 0 && (
        <FindingsTable
          findings={findings}
          isBusy={read.isLoading}
          selected={filters.finding}
          onSelect={finding => onChange({ finding })}
        />
      )}
      <footer className={styles.tableFooter}>
        <ClockRule view={view} />
        {read.hasMore && newest && (
          <Button
            variant="secondary"
            size="small"
            isPending={read.isLoadingMore}
            onPress={read.loadMore}
          >
            {t('findings.more', {
              count: Math.min(props.pageSize, newest.total - findings.length),
            })}
          </Button>
        )}
      </footer>
    </Panel>
  );
}

function ClockRule(props: { view: SecurityView }) {
  const { t } = useTranslationRef(securityTranslationRef);
  const { t: tStatus } = useTranslationRef(deliveryTranslationRef);
  const rules = severities.map(severity => {
    const days = props.view.clockDays[severity];
    const name = tStatus(`status.severity.${severity}`).toLowerCase();
    return days === undefined
      ? t('findings.clockNone', { severity: name })
      : t('findings.clockDays', { severity: name, days: String(days) });
  });
  return <span>{t('findings.clockRule', { rules: rules.join(', ') })}</span>;
}
