import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FleetState } from '@fairway/backstage-plugin-delivery-common';
import { StatusShape } from '../status/StatusShape';
import { cellFlags, cellStates, fleetStateLook } from './fleetStateLook';
import { fleetTranslationRef } from './fleetTranslation';
import styles from './fleet.module.css';

/** Counts of cells that are filters at once. Every tile keeps its place, also at 0. */
export function FleetTiles(props: {
  counts: Record<string, number> | undefined;
  selected: FleetState | undefined;
  onSelect: (state: FleetState | undefined) => void;
}) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const tile = (state: FleetState) => (
    <FleetTile
      key={state}
      state={state}
      count={props.counts && (props.counts[state] ?? 0)}
      isSelected={props.selected === state}
      onToggle={() =>
        props.onSelect(props.selected === state ? undefined : state)
      }
    />
  );
  return (
    <div className={styles.tiles} role="group" aria-label={t('tiles.label')}>
      <div className={styles.tileGroup}>{cellStates.map(tile)}</div>
      <div className={styles.tileGroup}>{cellFlags.map(tile)}</div>
    </div>
  );
}

function FleetTile(props: {
  state: FleetState;
  count: number | undefined;
  isSelected: boolean;
  onToggle: () => void;
}) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const look = fleetStateLook[props.state];
  const name = t(`states.${props.state}`);
  return (
    <button
      type="button"
      className={styles.tile}
      aria-pressed={props.isSelected}
      title={t('tiles.title', { state: name })}
      data-empty={props.count === 0 || undefined}
      onClick={props.onToggle}
    >
      <span className={styles.tileShape} data-tone={look.tone}>
        <StatusShape shape={look.shape} size={14} />
      </span>
      <b>{props.count ?? '–'}</b> <span>{name}</span>
    </button>
  );
}
