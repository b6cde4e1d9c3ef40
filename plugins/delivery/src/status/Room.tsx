import { clsx } from 'clsx';
import { HTMLAttributes } from 'react';
import styles from './tokens.module.css';

/**
 * The outermost element of every page, card and dialog body of this plugin: brings the `--fw-*` colours and the base
 * typography, in both frontend systems.
 */
export function Room(props: HTMLAttributes<HTMLDivElement>) {
  const { className, ...rest } = props;
  return <div {...rest} className={clsx(styles.room, className)} />;
}
