import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import { useMemo } from 'react';
import { useApprovals } from '../api/useApprovals';
import { CountBadge } from '../status/CountBadge';
import { FilterBar } from '../status/FilterBar';
import { FilterSelect } from '../status/FilterSelect';
import { KeyList } from '../status/KeyList';
import { ReadError } from '../status/ReadError';
import { Room } from '../status/Room';
import { SearchBox } from '../status/SearchBox';
import { Segments } from '../status/Segments';
import { ApprovalsEmpty } from './ApprovalsEmpty';
import { ApprovalsSkeleton } from './ApprovalsSkeleton';
import { ApprovalsTable } from './ApprovalsTable';
import { ApprovalsFilters, approvalsScopes } from './approvalsFilters';
import { approvalsTranslationRef } from './approvalsTranslation';
import { useApprovalsFilters } from './useApprovalsFilters';
import { useInboxRows } from './useInboxRows';
import styles from './approvals.module.css';

const PAGE_SIZE = 50;

/** Promotions that wait for a person: who waits, how risky it is, and yes or no. */
export function ApprovalsPage() {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const { filters, change } = useApprovalsFilters();
  const { scope, environment, q } = filters;
  const inbox = useApprovals({ scope, environment, q, limit: PAGE_SIZE });
  const newest = inbox.pages?.[0];
  const listed = useMemo(
    () => inbox.pages?.flatMap(page => page.promotions),
    [inbox.pages],
  );
  // While the answer to new filters is on its way, the old rows are not those of the new list.
  const { rows, decided } = useInboxRows(
    inbox.isLoading ? undefined : listed,
    JSON.stringify([scope, environment, q]),
  );
  const shown = inbox.isLoading
    ? (listed ?? []).map(promotion => ({ promotion, left: false }))
    : rows;

  return (
    <Room className={styles.page}>
      <FilterBar label={t('filters.label')}>
        <ScopeSwitch
          scope={scope}
          mine={newest?.mine}
          onChange={next => change({ scope: next, promotion: undefined })}
        />
        <SearchBox
          label={t('filters.search')}
          value={q}
          onChange={next => change({ q: next })}
        />
        <FilterSelect
          label={t('filters.environment')}
          anyLabel={t('filters.any')}
          value={environment}
          options={[
            ...new Set(listed?.map(promotion => promotion.environment)),
          ].map(name => ({ id: name, label: name }))}
          onChange={next => change({ environment: next })}
        />
      </FilterBar>
      {inbox.error && (
        <ReadError
          what={t('subject')}
          error={inbox.error}
          onRetry={inbox.refresh}
        />
      )}
      <div aria-live="polite" className={styles.hidden}>
        {newest && t('table.results', { count: newest.total })}
      </div>
      {!newest && !inbox.error && <ApprovalsSkeleton />}
      {newest && shown.length === 0 && (
        <ApprovalsEmpty
          scope={scope}
          isNarrowed={Boolean(q || environment)}
          onClear={() => change({ q: undefined, environment: undefined })}
          onShowWaiting={() => change({ scope: 'waiting' })}
        />
      )}
      {shown.length > 0 && (
        <ApprovalsTable
          rows={shown}
          isBusy={inbox.isLoading}
          isDecidedList={scope === 'decided'}
          open={filters.promotion}
          onOpen={promotion => change({ promotion })}
          onDecided={promotion => {
            decided(promotion);
            change({ promotion: undefined });
            inbox.refresh();
          }}
          onConflict={inbox.refresh}
        />
      )}
      {inbox.hasMore && (
        <div>
          <Button
            variant="secondary"
            isPending={inbox.isLoadingMore}
            onPress={inbox.loadMore}
          >
            {t('table.more')}
          </Button>
        </div>
      )}
      <p className={styles.second}>{t('footnote')}</p>
      <KeyList purposes={['search', 'rows', 'openRow', 'approve', 'comment']} />
    </Room>
  );
}

function ScopeSwitch(props: {
  scope: ApprovalsFilters['scope'];
  mine: number | undefined;
  onChange: (scope: ApprovalsFilters['scope']) => void;
}) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  return (
    <Segments
      label={t('scope.label')}
      value={props.scope}
      options={approvalsScopes.map(scope => ({
        id: scope,
        label: (
          <span className={styles.scope}>
            {t(`scope.${scope}`)}{' '}
            {scope === 'mine' && props.mine !== undefined && (
              <CountBadge count={props.mine} />
            )}
          </span>
        ),
      }))}
      onChange={props.onChange}
    />
  );
}
