import { useNow } from './clock';
import { formatClock, formatExact } from './formatTime';
import styles from './status.module.css';

/** A clock time, for what someone waits for. */
export function ClockTime(props: { at: string }) {
  return (
    <time
      className={styles.time}
      dateTime={props.at}
      title={formatExact(props.at)}
    >
      {formatClock(props.at, useNow())}
    </time>
  );
}
