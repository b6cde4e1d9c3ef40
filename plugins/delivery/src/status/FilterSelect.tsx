import { Select } from '@backstage/ui';
import styles from './filters.module.css';

const ANY = '*';

export type FilterOption = { id: string; label: string };

/** One filter: its name and its value in one line. Without `anyLabel` there is always a choice, as for a sort order. */
export function FilterSelect(props: {
  label: string;
  value: string | undefined;
  options: readonly FilterOption[];
  anyLabel?: string;
  onChange: (value: string | undefined) => void;
}) {
  const { label, value, options, anyLabel, onChange } = props;
  const known =
    value === undefined || options.some(option => option.id === value);
  const choices = [
    ...(anyLabel ? [{ id: ANY, label: anyLabel }] : []),
    ...options,
    // A filter from an old link stays visible, so that it can be taken back.
    ...(known ? [] : [{ id: value, label: value }]),
  ];
  return (
    <Select
      aria-label={label}
      className={styles.select}
      icon={<span className={styles.selectLabel}>{label}</span>}
      options={choices}
      value={value ?? ANY}
      onChange={key =>
        onChange(key === null || key === ANY ? undefined : String(key))
      }
    />
  );
}
