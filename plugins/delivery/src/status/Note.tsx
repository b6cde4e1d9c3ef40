import { ReactNode } from 'react';
import { Shape, StatusShape } from './StatusShape';
import { Tone } from './Tone';
import styles from './status.module.css';

/** A sentence or two that a person must not miss: what stands in the way, what was refused, what is not known. */
export function Note(props: {
  shape: Shape;
  tone: Tone;
  children: ReactNode;
  /** `alert` interrupts a screen reader; for what just went wrong. */
  role?: 'alert' | 'status';
}) {
  return (
    <div className={styles.note} data-tone={props.tone} role={props.role}>
      <StatusShape shape={props.shape} />
      <div className={styles.noteText}>{props.children}</div>
    </div>
  );
}
