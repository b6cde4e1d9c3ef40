import { ReactNode } from 'react';
import { Shape, StatusShape } from './StatusShape';
import { Tone } from './Tone';
import styles from './status.module.css';

/** A flag on something: behind, frozen, held, drifted. A button if it opens its evidence. */
export function Chip(props: {
  shape: Shape;
  tone: Tone;
  children: ReactNode;
  title?: string;
  onPress?: () => void;
}) {
  const content = (
    <>
      <StatusShape shape={props.shape} size={14} />
      <span className={styles.chipText}>{props.children}</span>
    </>
  );
  if (props.onPress) {
    return (
      <button
        type="button"
        className={styles.chip}
        data-tone={props.tone}
        title={props.title}
        onClick={props.onPress}
      >
        {content}
      </button>
    );
  }
  return (
    <span className={styles.chip} data-tone={props.tone} title={props.title}>
      {content}
    </span>
  );
}
