import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FleetCell as Cell } from '@fairway/backstage-plugin-delivery-common';
import { Link } from 'react-router-dom';
import { StatusMark } from '../status/StatusMark';
import { StatusShape } from '../status/StatusShape';
import { Tone } from '../status/Tone';
import { useNow } from '../status/clock';
import { healthLook } from '../status/HealthMark';
import { formatExact, formatSpan } from '../status/formatTime';
import { deliveryTranslationRef } from '../translation';
import { FleetCellFlags } from './FleetCellFlags';
import { CellFace, cellFace, isUnknown } from './cellFace';
import { fleetTranslationRef } from './fleetTranslation';
import { GridStop } from './useGridFocus';
import styles from './fleet.module.css';

/** One environment of one service: version and flags above, health and its age or reason below. */
export function FleetCell(props: {
  cell: Cell | undefined;
  environment: string;
  sharedFreeze: string | undefined;
  to: string;
  stop: GridStop;
}) {
  const { cell } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  const face = cellFace(cell);

  if (face.kind === 'denied' || face.kind === 'not-deployed') {
    return (
      <Link
        className={styles.face}
        data-face={face.kind}
        to={props.to}
        {...props.stop}
      >
        <StatusMark
          shape={face.kind === 'denied' ? 'denied' : 'missing'}
          tone="muted"
        >
          {t(face.kind === 'denied' ? 'cell.denied' : 'cell.notDeployed')}
        </StatusMark>
      </Link>
    );
  }

  const isDegraded = face.kind === 'live' && face.health === 'degraded';
  return (
    <Link
      className={styles.face}
      data-face={isDegraded ? 'degraded' : face.kind}
      data-unknown={isUnknown(face) || undefined}
      to={props.to}
      {...props.stop}
    >
      <span className={styles.versionLine}>
        {face.version && <span className={styles.version}>{face.version}</span>}
        {cell && (
          <FleetCellFlags
            cell={cell}
            face={face}
            sharedFreeze={props.sharedFreeze}
          />
        )}
      </span>
      <HealthLine face={face} />
    </Link>
  );
}

function HealthLine(props: {
  face: Exclude<CellFace, { kind: 'denied' } | { kind: 'not-deployed' }>;
}) {
  const { face } = props;
  const { t } = useTranslationRef(fleetTranslationRef);
  const { t: tStatus } = useTranslationRef(deliveryTranslationRef);
  const now = useNow();
  const asOf = (at: string | undefined) =>
    at
      ? t('cell.asOf', { span: formatSpan(now - Date.parse(at)) })
      : t('cell.asOfUnknown');

  switch (face.kind) {
    case 'unreachable':
      return (
        <Line
          shape={<Shape tone="warn" shape="unreachable" />}
          word={t('cell.unreachable')}
          wordTone="warn"
          detail={asOf(face.asOf)}
          exact={face.asOf}
        />
      );
    case 'stale':
      return (
        <Line
          shape={<Shape {...healthLook[face.health]} tone="muted" />}
          word={tStatus(`status.health.${face.health}`)}
          wordTone="muted"
          isQuiet
          detail={asOf(face.asOf)}
          detailTone="warn"
          exact={face.asOf}
        />
      );
    case 'live': {
      const look = healthLook[face.health];
      const age = face.since && formatSpan(now - Date.parse(face.since));
      const reason =
        face.detail ??
        (face.health === 'unknown' ? t('cell.noHealth') : undefined);
      return (
        <Line
          shape={<Shape {...look} />}
          word={tStatus(`status.health.${face.health}`)}
          wordTone={face.health === 'healthy' ? 'muted' : look.tone}
          isQuiet={face.health === 'healthy'}
          detail={[reason, age].filter(Boolean).join(', ')}
          exact={face.since}
        />
      );
    }
    default:
      return face satisfies never;
  }
}

function Shape(props: {
  shape: Parameters<typeof StatusShape>[0]['shape'];
  tone: Tone;
}) {
  return (
    <span className={styles.shape} data-tone={props.tone}>
      <StatusShape shape={props.shape} size={12} />
    </span>
  );
}

function Line(props: {
  shape: JSX.Element;
  word: string;
  wordTone: Tone;
  isQuiet?: boolean;
  detail: string;
  detailTone?: Tone;
  exact: string | undefined;
}) {
  return (
    <span className={styles.healthLine}>
      {props.shape}
      <span
        className={styles.word}
        data-tone={props.wordTone}
        data-strong={props.isQuiet ? undefined : true}
      >
        {props.word}
      </span>
      <span
        className={styles.detail}
        data-tone={props.detailTone ?? 'muted'}
        title={
          props.exact
            ? `${props.detail} (${formatExact(props.exact)})`
            : props.detail
        }
      >
        {props.detail}
      </span>
    </span>
  );
}
