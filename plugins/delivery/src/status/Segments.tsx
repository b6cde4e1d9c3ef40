import { ToggleButton, ToggleButtonGroup } from '@backstage/ui';
import { ReactNode } from 'react';
import styles from './status.module.css';

/** A choice of exactly one of a few, side by side. */
export function Segments<T extends string>(props: {
  label: string;
  value: T;
  options: readonly { id: T; label: ReactNode }[];
  onChange: (value: T) => void;
}) {
  return (
    <ToggleButtonGroup
      className={styles.segments}
      aria-label={props.label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[props.value]}
      onSelectionChange={keys => {
        const chosen = props.options.find(option => keys.has(option.id));
        if (chosen) {
          props.onChange(chosen.id);
        }
      }}
    >
      {props.options.map(option => (
        <ToggleButton key={option.id} id={option.id}>
          {option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
