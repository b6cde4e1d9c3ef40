import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { HistoryEvent } from '@fairway/backstage-plugin-delivery-common';
import { Fragment } from 'react';
import { Age } from '../status/Age';
import { useNow } from '../status/clock';
import { dayKey, formatDay } from '../status/formatTime';
import { Version } from '../status/Identifiers';
import { PersonName } from '../status/PersonName';
import { StatusIcon } from '../status/StatusMark';
import { StatusShape } from '../status/StatusShape';
import { HighlightedSpan } from './ReleaseTrack';
import { eventLook } from './eventLook';
import { deliveryTranslationRef } from '../translation';
import styles from './history.module.css';

/** Events under the day they happened on, newest first. */
export function HistoryEvents(props: {
  events: readonly HistoryEvent[];
  highlighted: HighlightedSpan | undefined;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const now = useNow();
  const today = dayKey(new Date(now).toISOString());
  let previousDay: string | undefined;
  return (
    <ol className={styles.events}>
      {props.events.map(event => {
        const day = dayKey(event.at);
        const startsDay = day !== previousDay;
        previousDay = day;
        return (
          <Fragment key={event.id}>
            {startsDay && (
              <li className={styles.day}>
                {day === today
                  ? t('delivery.history.today')
                  : formatDay(event.at, now)}
              </li>
            )}
            <HistoryLine
              event={event}
              isHighlighted={
                event.release !== undefined &&
                event.release === props.highlighted?.version &&
                event.environment === props.highlighted?.environment
              }
            />
          </Fragment>
        );
      })}
    </ol>
  );
}

function HistoryLine(props: { event: HistoryEvent; isHighlighted: boolean }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { event } = props;
  const kind = t(`delivery.history.event.${event.kind}`);
  return (
    <li className={styles.event} data-highlighted={props.isHighlighted}>
      <span className={styles.node}>
        <StatusIcon {...eventLook(event)} label={event.state ?? kind} />
      </span>
      <b className={styles.kind}>{kind}</b>
      <span className={styles.release}>
        {event.fromRelease && event.release && (
          <>
            <Version>{event.fromRelease}</Version>
            <StatusShape shape="arrow" size={14} />
          </>
        )}
        {event.release && <Version>{event.release}</Version>}
      </span>
      <span className={styles.environment}>
        {event.environment ?? t('delivery.history.everyEnvironment')}
      </span>
      <span className={styles.text}>{event.text}</span>
      <span className={styles.by}>
        {event.by && <PersonName entityRef={event.by} />}
      </span>
      <span className={styles.at}>
        <Age at={event.at} />
      </span>
    </li>
  );
}
