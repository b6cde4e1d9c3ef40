import { clsx } from 'clsx';
import { ReactNode } from 'react';
import { Shape, StatusShape } from './StatusShape';
import { Tone } from './Tone';
import styles from './status.module.css';

/** One state as shape, text and colour together. */
export function StatusMark(props: {
  shape: Shape;
  tone: Tone;
  children: ReactNode;
  title?: string;
  size?: 12 | 14 | 16;
  className?: string;
}) {
  return (
    <span
      className={clsx(styles.mark, styles[props.tone], props.className)}
      title={props.title}
    >
      <StatusShape shape={props.shape} size={props.size} />
      <span>{props.children}</span>
    </span>
  );
}

/** A shape alone, where the column or row already says what it is about; the text is for screen readers and hover. */
export function StatusIcon(props: {
  shape: Shape;
  tone: Tone;
  label: string;
  size?: 12 | 14 | 16;
}) {
  return (
    <span className={clsx(styles.mark, styles[props.tone])} title={props.label}>
      <StatusShape shape={props.shape} size={props.size} />
      <span className={styles.hidden}>{props.label}</span>
    </span>
  );
}
