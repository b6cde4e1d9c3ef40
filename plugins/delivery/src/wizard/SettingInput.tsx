import { useId } from 'react';
import styles from './environments.module.css';

/** A small input in a table; what is left empty keeps the value that it shows. */
export function SettingInput(props: {
  label: string;
  value: string | number | undefined;
  type: 'text' | 'number';
  /** The value that holds while nothing is typed. */
  placeholder: string;
  problem?: string;
  onChange: (text: string) => void;
}) {
  const { label, value, type, placeholder, problem, onChange } = props;
  const problemId = useId();
  return (
    <>
      <input
        className={styles.input}
        type={type}
        min={type === 'number' ? 1 : undefined}
        aria-label={label}
        aria-invalid={problem !== undefined}
        aria-describedby={problem ? problemId : undefined}
        value={value ?? ''}
        placeholder={placeholder}
        title={String(value ?? placeholder)}
        autoComplete="off"
        spellCheck={false}
        onChange={event => onChange(event.target.value)}
      />
      {problem && (
        <span className={styles.problem} id={problemId}>
          {problem}
        </span>
      )}
    </>
  );
}
