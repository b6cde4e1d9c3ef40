import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  ServiceName,
  Track,
  TrackSpan,
} from '@fairway/backstage-plugin-delivery-common';
import { clsx } from 'clsx';
import { DateTime } from 'luxon';
import { TRACK_DAYS, useTrack } from '../api/useService';
import { formatExact } from '../status/formatTime';
import { Version } from '../status/Identifiers';
import { StatusShape } from '../status/StatusShape';
import { deliveryTranslationRef } from '../translation';
import styles from './track.module.css';

/** The bar a person points at. */
export type HighlightedSpan = { environment: string; version?: string };

/** Which release ran where over the last two weeks. Decoration of the list below, which has the same content. */
export function ReleaseTrack(props: {
  service: ServiceName;
  environments: readonly string[];
  onHighlight: (span: HighlightedSpan | undefined) => void;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { data: track } = useTrack(props.service, TRACK_DAYS);
  return (
    <div
      className={styles.track}
      role="img"
      aria-label={t('delivery.history.track', { days: String(TRACK_DAYS) })}
    >
      {props.environments.map(environment => {
        const spans =
          track?.spans.filter(span => span.environment === environment) ?? [];
        const current = spans.find(span => !span.to);
        return (
          <div key={environment} className={styles.line}>
            <span className={styles.name} title={environment}>
              {environment}
            </span>
            <div className={styles.bars}>
              {track &&
                spans.map((span, index) => (
                  <Bar
                    key={span.from}
                    span={span}
                    track={track}
                    isStrong={index % 2 === 1}
                    onHighlight={props.onHighlight}
                  />
                ))}
            </div>
            <span>
              {current?.version && <Version>{current.version}</Version>}
            </span>
          </div>
        );
      })}
      {track && track.incidents.length > 0 && <Incidents track={track} />}
      <Axis track={track} />
    </div>
  );
}

function position(track: Track, at: string): number {
  const from = Date.parse(track.from);
  const part = (Date.parse(at) - from) / (Date.parse(track.to) - from);
  return Math.min(Math.max(part, 0), 1) * 100;
}

function Bar(props: {
  span: TrackSpan;
  track: Track;
  isStrong: boolean;
  onHighlight: (span: HighlightedSpan | undefined) => void;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { span, track } = props;
  const left = position(track, span.from);
  const width = position(track, span.to ?? track.to) - left;
  const version = span.version ?? span.digest?.slice(0, 14) ?? '';
  const label = span.hold ? t('delivery.history.held', { version }) : version;
  return (
    <span
      className={clsx(
        styles.bar,
        props.isStrong && styles.strong,
        span.worstHealth === 'degraded' && styles.bad,
        span.worstHealth === 'progressing' && styles.now,
        span.hold && styles.hold,
      )}
      style={{ left: `${left}%`, width: `${width}%` }}
      title={`${label}, ${formatExact(span.from)}`}
      onMouseEnter={() => props.onHighlight(span)}
      onMouseLeave={() => props.onHighlight(undefined)}
    >
      {width > 4 && span.worstHealth !== 'degraded' && label}
    </span>
  );
}

function Incidents(props: { track: Track }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { track } = props;
  return (
    <div className={styles.line}>
      <span className={styles.name}>{t('delivery.history.incidents')}</span>
      <div className={styles.bars}>
        {track.incidents.map(incident => (
          <span
            key={incident.id}
            className={styles.incident}
            style={{ left: `${position(track, incident.at)}%` }}
            title={[
              incident.environment,
              incident.release,
              incident.text,
              formatExact(incident.at),
            ]
              .filter(Boolean)
              .join(', ')}
          >
            <StatusShape shape="incident" />
          </span>
        ))}
      </div>
      <span />
    </div>
  );
}

function Axis(props: { track: Track | undefined }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { track } = props;
  const marks: string[] = [];
  if (track) {
    const to = Date.parse(track.to);
    let day = DateTime.fromISO(track.from).startOf('day').plus({ days: 1 });
    while (day.toMillis() < to) {
      marks.push(day.toISO() ?? '');
      day = day.plus({ days: 2 });
    }
  }
  return (
    <div className={clsx(styles.line, styles.axis)}>
      <span />
      <div className={styles.bars}>
        {track &&
          marks
            .filter(mark => position(track, mark) < 86)
            .map(mark => (
              <span
                key={mark}
                className={styles.mark}
                style={{ left: `${position(track, mark)}%` }}
              >
                {DateTime.fromISO(mark).setLocale('en-GB').toFormat('d LLL')}
              </span>
            ))}
        <span className={styles.end}>{t('delivery.history.now')}</span>
      </div>
      <span />
    </div>
  );
}
