import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { deliveryTranslationRef } from '../translation';
import { useNow } from './clock';
import { formatExact, formatSpan } from './formatTime';
import styles from './status.module.css';

/** How long ago something happened, exact on hover. `bare` drops the "ago" where the column says it. */
export function Age(props: { at: string; bare?: boolean }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const span = formatSpan(useNow() - Date.parse(props.at));
  return (
    <time
      className={styles.time}
      dateTime={props.at}
      title={formatExact(props.at)}
    >
      {props.bare ? span : t('status.ago', { span })}
    </time>
  );
}
