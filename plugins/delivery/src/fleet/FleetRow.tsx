import { useRouteRef } from '@backstage/core-plugin-api';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FleetRow as Row } from '@fairway/backstage-plugin-delivery-common';
import { forwardRef } from 'react';
import { Link } from 'react-router-dom';
import { useServiceLink } from '../api/useServiceLink';
import { decideRouteRef } from '../routes';
import { Age } from '../status/Age';
import { StatusShape } from '../status/StatusShape';
import { FleetCell } from './FleetCell';
import { fleetTranslationRef } from './fleetTranslation';
import { shortRef } from '../status/shortRef';
import { GridStop } from './useGridFocus';
import styles from './fleet.module.css';

/** One service of the fleet. */
export const FleetRow = forwardRef<
  HTMLTableRowElement,
  {
    row: Row;
    index: number;
    environments: string[];
    freezes: ReadonlyMap<string, string | undefined>;
    stop: (column: number) => GridStop;
  }
>((props, ref) => {
  const { row, environments, stop } = props;
  const serviceLink = useServiceLink();
  const owner = row.owner && shortRef(row.owner);
  const system = row.system && shortRef(row.system);
  return (
    <tr ref={ref} data-index={props.index} aria-rowindex={props.index + 2}>
      <th scope="row" className={styles.service}>
        <Link to={serviceLink(row.serviceRef, 'delivery')} {...stop(0)}>
          {row.title}
        </Link>
        <div
          className={styles.owner}
          title={[owner, system].filter(Boolean).join(' · ')}
        >
          {owner}
          {system && <span className={styles.foldedSystem}> · {system}</span>}
        </div>
      </th>
      <td className={styles.system}>{system}</td>
      {environments.map((environment, position) => (
        <td key={environment} className={styles.cell}>
          <FleetCell
            cell={row.cells.find(cell => cell.environment === environment)}
            environment={environment}
            sharedFreeze={props.freezes.get(environment)}
            to={serviceLink(row.serviceRef, 'delivery', environment)}
            stop={stop(position + 1)}
          />
        </td>
      ))}
      <BehindCell row={row} stop={stop(environments.length + 1)} />
      <WaitingCell row={row} stop={stop(environments.length + 2)} />
    </tr>
  );
});

function BehindCell(props: { row: Row; stop: GridStop }) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const { behind, behindSince, cells } = props.row;
  if (behind === undefined) {
    return (
      <td className={styles.behind} title={t('behind.unknown')} {...props.stop}>
        <span aria-hidden="true">–</span>
        <span className={styles.hidden}>{t('behind.unknown')}</span>
      </td>
    );
  }
  const isLive = cells
    .slice(-2)
    .every(cell => cell.freshness === undefined || cell.freshness === 'fresh');
  const isQuiet = behind === 0 || !isLive;
  return (
    <td
      className={styles.behind}
      title={isLive ? undefined : t('behind.notLive')}
      {...props.stop}
    >
      {isQuiet ? behind : <b>{behind}</b>}
      {behind > 0 && behindSince && (
        <div className={styles.since}>
          <Age at={behindSince} bare />
        </div>
      )}
    </td>
  );
}

function WaitingCell(props: { row: Row; stop: GridStop }) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const approvals = useRouteRef(decideRouteRef);
  const { waiting, name } = props.row;
  if (!waiting) {
    return <td className={styles.waiting} {...props.stop} />;
  }
  const tally = { have: String(waiting.have), need: String(waiting.need) };
  const content = (
    <>
      <StatusShape shape="person" /> {t('waiting.approvals', tally)}
    </>
  );
  if (!approvals) {
    return (
      <td
        className={styles.waiting}
        title={t('waiting.help', tally)}
        {...props.stop}
      >
        {content}
      </td>
    );
  }
  return (
    <td className={styles.waiting}>
      <Link
        to={`${approvals()}?scope=waiting&q=${encodeURIComponent(name)}`}
        title={t('waiting.help', tally)}
        {...props.stop}
      >
        {content}
      </Link>
    </td>
  );
}
