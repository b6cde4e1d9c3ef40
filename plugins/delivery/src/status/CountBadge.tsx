import styles from './status.module.css';

/** How many there are, beside a title. */
export function CountBadge(props: { count: number }) {
  return <span className={styles.count}>{props.count}</span>;
}
