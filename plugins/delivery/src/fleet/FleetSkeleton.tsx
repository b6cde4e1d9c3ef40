import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Skeleton } from '@backstage/ui';
import { fleetTranslationRef } from './fleetTranslation';
import styles from './fleet.module.css';

const ROWS = 8;

/** Holds the place of the table while the first answer is on its way. */
export function FleetSkeleton() {
  const { t } = useTranslationRef(fleetTranslationRef);
  return (
    <div role="status" className={styles.skeleton}>
      <span className={styles.hidden}>{t('table.loading')}</span>
      <div className={styles.skeletonHead} />
      {Array.from({ length: ROWS }, (_, row) => (
        <div key={row} className={styles.skeletonRow}>
          <Skeleton width={130} height={30} />
          <Skeleton width="100%" height={38} />
          <Skeleton width="100%" height={38} />
          <Skeleton width="100%" height={38} />
          <Skeleton width={60} height={20} />
        </div>
      ))}
    </div>
  );
}
