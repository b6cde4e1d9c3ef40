import { ReactNode } from 'react';
import styles from './promote.module.css';

/** One answer of the dialog, under its title. */
export function DialogSection(props: {
  title: string;
  aside?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}) {
  return (
    <section className={styles.section}>
      <div className={styles.sectionHead}>
        <h3>{props.title}</h3>
        {props.aside}
        <span className={styles.spring} />
        {props.action}
      </div>
      {props.children}
    </section>
  );
}
