import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  FleetPage,
  fleetStateSchema,
} from '@fairway/backstage-plugin-delivery-common';
import { FilterBar } from '../status/FilterBar';
import { FilterSelect } from '../status/FilterSelect';
import { SearchBox } from '../status/SearchBox';
import { FleetFilters, fleetSorts } from './fleetFilters';
import { fleetTranslationRef } from './fleetTranslation';
import { shortRef } from '../status/shortRef';

/** Search, filters and order of the fleet. */
export function FleetFilterBar(props: {
  filters: FleetFilters;
  page: FleetPage | undefined;
  onChange: (change: Partial<FleetFilters>) => void;
}) {
  const { filters, page, onChange } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  return (
    <FilterBar label={t('filters.label')}>
      <SearchBox
        label={t('filters.search')}
        value={filters.q}
        onChange={q => onChange({ q })}
      />
      <FilterSelect
        label={t('filters.owner')}
        anyLabel={t('filters.any')}
        value={filters.owner}
        options={refOptions(page?.owners, filters.owner)}
        onChange={owner => onChange({ owner })}
      />
      <FilterSelect
        label={t('filters.system')}
        anyLabel={t('filters.any')}
        value={filters.system}
        options={refOptions(page?.systems, filters.system)}
        onChange={system => onChange({ system })}
      />
      <FilterSelect
        label={t('filters.state')}
        anyLabel={t('filters.any')}
        value={filters.state}
        options={fleetStateSchema.options.map(state => ({
          id: state,
          label: t(`states.${state}`),
        }))}
        onChange={state =>
          onChange({ state: fleetStateSchema.safeParse(state).data })
        }
      />
      <FilterSelect
        label={t('filters.sort')}
        value={filters.sort}
        options={fleetSorts.map(sort => ({
          id: sort,
          label: t(`filters.sorts.${sort}`),
        }))}
        onChange={sort =>
          onChange({ sort: fleetSorts.find(known => known === sort) })
        }
      />
    </FilterBar>
  );
}

/** A filter from an old link stays among the options, so that it can be read and taken back. */
function refOptions(refs: string[] = [], selected: string | undefined) {
  const all = selected && !refs.includes(selected) ? [...refs, selected] : refs;
  return all.map(ref => ({ id: ref, label: shortRef(ref) }));
}
