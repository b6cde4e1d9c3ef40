import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FleetRow as Row } from '@fairway/backstage-plugin-delivery-common';
import { useRef } from 'react';
import { StatusShape } from '../status/StatusShape';
import { useNow } from '../status/clock';
import { formatClock } from '../status/formatTime';
import { FleetRow } from './FleetRow';
import { fleetTranslationRef } from './fleetTranslation';
import { sharedFreeze } from './sharedFreeze';
import { useGridFocus } from './useGridFocus';
import { useRowWindow } from './useRowWindow';
import styles from './fleet.module.css';

/** Services × environments as a grid: arrows move, Enter opens the service at that environment. */
export function FleetTable(props: {
  rows: Row[];
  environments: string[];
  total: number;
  /** True while rows of an older filter are still shown. */
  isBusy: boolean;
}) {
  const { rows, environments } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  const columns = environments.length + 3;
  const table = useRef<HTMLTableElement>(null);
  const rowWindow = useRowWindow(rows.length, table);
  const grid = useGridFocus(
    table,
    { rows: rows.length, columns },
    rowWindow.reveal,
  );
  const freezes = new Map(
    environments.map(name => [name, sharedFreeze(rows, name)]),
  );

  return (
    <table
      ref={table}
      role="grid"
      className={styles.table}
      aria-label={t('table.label')}
      aria-rowcount={props.total + 1}
      aria-busy={props.isBusy}
      onKeyDown={grid.onKeyDown}
      onFocus={grid.onFocus}
    >
      <FleetTableHead environments={environments} freezes={freezes} />
      <tbody>
        <Spacer height={rowWindow.before} />
        {rowWindow.indexes.map(index => (
          <FleetRow
            key={rows[index].serviceRef}
            ref={rowWindow.measure}
            row={rows[index]}
            index={index}
            environments={environments}
            freezes={freezes}
            stop={column => grid.stop(index, column)}
          />
        ))}
        <Spacer height={rowWindow.after} />
      </tbody>
    </table>
  );
}

/** The head alone, also above the skeleton. */
export function FleetTableHead(props: {
  environments: string[];
  freezes: ReadonlyMap<string, string | undefined>;
}) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const now = useNow();
  return (
    <thead>
      <tr aria-rowindex={1}>
        <th scope="col" className={styles.service}>
          {t('table.service')}
        </th>
        <th scope="col" className={styles.system}>
          {t('table.system')}
        </th>
        {props.environments.map(name => {
          const until = props.freezes.get(name);
          return (
            <th scope="col" key={name} className={styles.environment}>
              {name}
              {until && (
                <span className={styles.freeze}>
                  <StatusShape shape="freeze" size={12} />{' '}
                  {t('table.frozen', { time: formatClock(until, now) })}
                </span>
              )}
            </th>
          );
        })}
        <th scope="col" className={styles.behind} title={t('table.behindHelp')}>
          {t('table.behind')}
        </th>
        <th scope="col" className={styles.waiting}>
          {t('table.waiting')}
        </th>
      </tr>
    </thead>
  );
}

function Spacer(props: { height: number }) {
  if (props.height <= 0) {
    return null;
  }
  return <tr aria-hidden="true" style={{ height: props.height }} />;
}
