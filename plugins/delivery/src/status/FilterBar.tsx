import { ReactNode } from 'react';
import styles from './filters.module.css';

/** The row of filters above a list. */
export function FilterBar(props: { label: string; children: ReactNode }) {
  return (
    <div className={styles.bar} role="search" aria-label={props.label}>
      {props.children}
    </div>
  );
}
