import { ReactNode } from 'react';
import { Shape, StatusShape } from './StatusShape';
import { Tone } from './Tone';
import styles from './status.module.css';

/** A flag on something: behind, frozen, held, drifted. A link if it leads to its evidence. */
export function Chip(props: {
  shape: Shape;
  tone: Tone;
  children: ReactNode;
  title?: string;
  href?: string;
}) {
  const content = (
    <>
      <StatusShape shape={props.shape} size={14} />
      <span className={styles.chipText}>{props.children}</span>
    </>
  );
  if (props.href) {
    return (
      <a
        className={styles.chip}
        data-tone={props.tone}
        href={props.href}
        title={props.title}
        target="_blank"
        rel="noreferrer"
      >
        {content}
      </a>
    );
  }
  return (
    <span className={styles.chip} data-tone={props.tone} title={props.title}>
      {content}
    </span>
  );
}
