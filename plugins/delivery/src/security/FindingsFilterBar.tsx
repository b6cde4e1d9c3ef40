import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Button } from '@backstage/ui';
import {
  SecurityView,
  severities,
  severitySchema,
} from '@fairway/backstage-plugin-delivery-common';
import { FilterBar } from '../status/FilterBar';
import { FilterSelect } from '../status/FilterSelect';
import { SearchBox } from '../status/SearchBox';
import { StatusShape } from '../status/StatusShape';
import { deliveryTranslationRef } from '../translation';
import {
  FindingsFilters,
  findingsStates,
  readFindingsState,
} from './findingsFilters';
import { securityTranslationRef } from './securityTranslation';
import styles from './security.module.css';

/** Search and filters of the findings. */
export function FindingsFilterBar(props: {
  view: SecurityView;
  filters: FindingsFilters;
  onChange: (change: Partial<FindingsFilters>) => void;
}) {
  const { view, filters, onChange } = props;
  const { t } = useTranslationRef(securityTranslationRef);
  const { t: tStatus } = useTranslationRef(deliveryTranslationRef);
  const named = (names: string[]) =>
    names.map(name => ({ id: name, label: name }));
  return (
    <div className={styles.filters}>
      <FilterBar label={t('findings.filters')}>
        <SearchBox
          label={t('findings.search')}
          value={filters.q}
          onChange={q => onChange({ q })}
        />
        <FilterSelect
          label={t('findings.severity')}
          anyLabel={t('findings.any')}
          value={filters.severity}
          options={severities.map(severity => ({
            id: severity,
            label: tStatus(`status.severity.${severity}`).toLowerCase(),
          }))}
          onChange={severity =>
            onChange({ severity: severitySchema.safeParse(severity).data })
          }
        />
        <FilterSelect
          label={t('findings.state')}
          value={filters.state}
          options={findingsStates.map(state => ({
            id: state,
            label: t(`states.${state}`).toLowerCase(),
          }))}
          onChange={state => onChange({ state: readFindingsState(state) })}
        />
        <FilterSelect
          label={t('findings.environment')}
          anyLabel={t('findings.any')}
          value={filters.environment}
          options={named(view.exposure.map(({ environment }) => environment))}
          onChange={environment => onChange({ environment })}
        />
        <FilterSelect
          label={t('findings.scanner')}
          anyLabel={t('findings.any')}
          value={filters.scanner}
          options={named(view.scanners)}
          onChange={scanner => onChange({ scanner })}
        />
        {filters.overdue && (
          <Button
            size="small"
            variant="secondary"
            iconEnd={<StatusShape shape="veto" size={14} />}
            onPress={() => onChange({ overdue: undefined })}
          >
            {t('findings.overdue')}
          </Button>
        )}
      </FilterBar>
    </div>
  );
}
