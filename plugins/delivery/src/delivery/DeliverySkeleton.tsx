import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Skeleton } from '@backstage/ui';
import { deliveryTranslationRef } from '../translation';
import styles from './content.module.css';

/** Holds the place of the Delivery tab while it is read the first time. */
export function DeliverySkeleton() {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return (
    <div className={styles.content} role="status">
      <span className={styles.hidden}>{t('status.loading')}</span>
      <Skeleton width={240} height={32} />
      <div className={styles.laneSkeletons}>
        <Skeleton width="100%" height={292} />
        <Skeleton width="100%" height={292} />
        <Skeleton width="100%" height={292} />
      </div>
      <div className={styles.two}>
        <Skeleton width="100%" height={380} />
        <Skeleton width="100%" height={320} />
      </div>
      <Skeleton width="100%" height={480} />
    </div>
  );
}
