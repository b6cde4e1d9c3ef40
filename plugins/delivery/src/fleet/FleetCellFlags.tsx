import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FleetCell } from '@fairway/backstage-plugin-delivery-common';
import { Shape, StatusShape } from '../status/StatusShape';
import { Tone } from '../status/Tone';
import { useNow } from '../status/clock';
import { formatClock } from '../status/formatTime';
import { CellFace } from './cellFace';
import { fleetTranslationRef } from './fleetTranslation';
import styles from './fleet.module.css';

/** What else is true of a cell: drift, hold, veto, a freeze of its own, a release on its way in. */
export function FleetCellFlags(props: {
  cell: FleetCell;
  face: CellFace;
  sharedFreeze: string | undefined;
}) {
  const { cell, face } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  const now = useNow();
  const entering =
    face.kind === 'live' &&
    face.health !== 'progressing' &&
    cell.promotion &&
    cell.promotion.state !== 'awaiting-approval'
      ? cell.promotion
      : undefined;
  return (
    <>
      {entering && (
        <Flag shape="promote" tone="info" title={entering.detail}>
          {t('cell.entering', { version: entering.version })}
        </Flag>
      )}
      {cell.drift && (
        <Flag shape="drift" tone="warn" title={t('cell.driftHelp')}>
          {t('cell.drift')}
        </Flag>
      )}
      {cell.hold && (
        <Flag shape="hold" tone="warn" title={t('cell.holdHelp')}>
          {t('cell.hold')}
        </Flag>
      )}
      {cell.vetoed && (
        <Flag shape="veto" tone="bad" title={t('cell.vetoedHelp')}>
          {t('cell.vetoed')}
        </Flag>
      )}
      {cell.frozenUntil && cell.frozenUntil !== props.sharedFreeze && (
        <Flag shape="freeze" tone="warn">
          {t('cell.frozen', { time: formatClock(cell.frozenUntil, now) })}
        </Flag>
      )}
    </>
  );
}

function Flag(props: {
  shape: Shape;
  tone: Tone;
  title?: string;
  children: string;
}) {
  return (
    <span className={styles.flag} data-tone={props.tone} title={props.title}>
      <StatusShape shape={props.shape} size={12} />
      {props.children}
    </span>
  );
}
