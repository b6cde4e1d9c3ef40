import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Skeleton } from '@backstage/ui';
import { deliveryTranslationRef } from '../translation';
import styles from './status.module.css';

/** Holds the place of rows while they load, at their final height. */
export function SkeletonRows(props: { rows: number; height?: number }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return (
    <div className={styles.skeletons} role="status">
      <span className={styles.hidden}>{t('status.loading')}</span>
      {Array.from({ length: props.rows }, (_, row) => (
        <Skeleton key={row} width="100%" height={props.height ?? 20} />
      ))}
    </div>
  );
}
