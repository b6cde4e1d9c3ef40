import styles from './Logo.module.css';

/** The mark of this portal, for dark ground. */
export function Flag() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <path
        className={styles.flag}
        d="M9 27V5h15l-4.5 6 4.5 6H12"
        fill="none"
        strokeWidth="2.4"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
