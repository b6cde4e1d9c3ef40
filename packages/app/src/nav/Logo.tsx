import { Link, useSidebarOpenState } from '@backstage/core-components';
import styles from './Logo.module.css';

/** The flag alone in the closed sidebar, with the name in the open one. */
export function Logo() {
  const { isOpen } = useSidebarOpenState();
  return (
    <Link to="/" underline="none" className={styles.link} aria-label="Home">
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
      {isOpen && <span className={styles.name}>Fairway</span>}
    </Link>
  );
}
