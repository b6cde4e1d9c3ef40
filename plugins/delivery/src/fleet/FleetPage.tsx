import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { BgProvider, Button } from '@backstage/ui';
import { useFleet } from '../api/useFleet';
import { Age } from '../status/Age';
import { KeyList } from '../status/KeyList';
import { ReadError } from '../status/ReadError';
import { Room } from '../status/Room';
import { FleetEmpty } from './FleetEmpty';
import { FleetFilterBar } from './FleetFilterBar';
import { FleetSkeleton } from './FleetSkeleton';
import { FleetTable } from './FleetTable';
import { FleetTiles } from './FleetTiles';
import { SourceBanner } from './SourceBanner';
import { countFleetFilters } from './fleetFilters';
import { fleetTranslationRef } from './fleetTranslation';
import { useFleetFilters } from './useFleetFilters';
import styles from './fleet.module.css';

const PAGE_SIZE = 50;

/** Services × environments: where everything runs and what needs attention. */
export function FleetPage() {
  const { t } = useTranslationRef(fleetTranslationRef);
  const { filters, change, clear } = useFleetFilters();
  const fleet = useFleet({ ...filters, limit: PAGE_SIZE });
  const newest = fleet.pages?.[0];
  const rows = fleet.pages?.flatMap(page => page.rows) ?? [];

  return (
    <Room className={styles.page}>
      <FleetTiles
        counts={newest?.counts}
        selected={filters.state}
        onSelect={state => change({ state })}
      />
      <FleetFilterBar filters={filters} page={newest} onChange={change} />
      {newest && (
        <SourceBanner sources={newest.sources} counts={newest.counts} />
      )}
      {fleet.error && (
        <ReadError
          what={t('subject')}
          error={fleet.error}
          onRetry={fleet.refresh}
        />
      )}
      <div aria-live="polite" className={styles.hidden}>
        {newest && t('table.results', { count: newest.total })}
      </div>
      {!newest && !fleet.error && <FleetSkeleton />}
      {newest && rows.length === 0 && (
        <FleetEmpty
          activeFilters={countFleetFilters(filters)}
          onClear={clear}
        />
      )}
      {newest && rows.length > 0 && (
        <section className={styles.card}>
          <FleetTable
            rows={rows}
            environments={newest.environments}
            total={newest.total}
            isBusy={fleet.isLoading}
          />
          <footer className={styles.footer}>
            <span>
              {t('footer.shown', {
                shown: String(rows.length),
                total: String(newest.total),
              })}{' '}
              <Age at={newest.asOf} />. {t('footer.behind')}
            </span>
            {fleet.hasMore && (
              <BgProvider bg="neutral-1">
                <Button
                  variant="secondary"
                  size="small"
                  isPending={fleet.isLoadingMore}
                  onPress={fleet.loadMore}
                >
                  {t('footer.more', {
                    count: Math.min(PAGE_SIZE, newest.total - rows.length),
                  })}
                </Button>
              </BgProvider>
            )}
          </footer>
        </section>
      )}
      <KeyList purposes={['search', 'cells', 'openService']} />
    </Room>
  );
}
