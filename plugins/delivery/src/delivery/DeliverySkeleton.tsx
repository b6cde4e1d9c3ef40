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
      <Skeleton width={240} height={24} />
      <div className={styles.laneSkeletons}>
        <CardSkeleton height={284} />
        <CardSkeleton height={284} />
        <CardSkeleton height={284} />
      </div>
      <div className={styles.two}>
        <CardSkeleton height={380} />
        <CardSkeleton height={320} />
      </div>
      <CardSkeleton height={480} />
    </div>
  );
}

function CardSkeleton(props: { height: number }) {
  return (
    <div className={styles.cardSkeleton} style={{ height: props.height }}>
      <Skeleton width="40%" height={18} />
      <Skeleton width="70%" height={14} />
      <Skeleton width="55%" height={14} />
    </div>
  );
}
