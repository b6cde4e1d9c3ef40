import { Link, useSidebarOpenState } from '@backstage/core-components';
import { Flag } from './Flag';
import styles from './Logo.module.css';

/** The flag alone in the closed sidebar, with the name in the open one. */
export function Logo() {
  const { isOpen } = useSidebarOpenState();
  return (
    <Link to="/" underline="none" className={styles.link} aria-label="Home">
      <Flag />
      {isOpen && <span className={styles.name}>Fairway</span>}
    </Link>
  );
}
