import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Skeleton } from '@backstage/ui';
import { approvalsTranslationRef } from './approvalsTranslation';
import styles from './approvals.module.css';

/** Holds the place of the first rows while they are on their way. */
export function ApprovalsSkeleton() {
  const { t } = useTranslationRef(approvalsTranslationRef);
  return (
    <div role="status" className={styles.card}>
      <span className={styles.hidden}>{t('table.loading')}</span>
      {['first', 'second', 'third'].map(row => (
        <div key={row} className={styles.skeletonRow}>
          <Skeleton width="100%" height={36} />
        </div>
      ))}
    </div>
  );
}
