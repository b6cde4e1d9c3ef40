import { Card } from '@backstage/ui';
import { ReactNode, useId } from 'react';
import styles from './status.module.css';

/** A card with a title, what belongs beside the title, and content. */
export function Panel(props: {
  title: string;
  /** Beside the title: counts, freshness. */
  aside?: ReactNode;
  /** At the right end of the head: links, buttons. */
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
  headingLevel?: 'h2' | 'h3';
}) {
  const id = useId();
  const Heading = props.headingLevel ?? 'h2';
  return (
    <section aria-labelledby={id} className={props.className}>
      <Card className={styles.panel}>
        <div className={styles.panelHead}>
          <Heading id={id}>{props.title}</Heading>
          {props.aside}
          <span className={styles.spring} />
          {props.actions}
        </div>
        {props.children}
      </Card>
    </section>
  );
}
