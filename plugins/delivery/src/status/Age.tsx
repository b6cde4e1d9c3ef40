import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { deliveryTranslationRef } from '../translation';
import { useNow } from './clock';
import { JUST_NOW_MS, formatExact, formatSpan } from './formatTime';
import styles from './status.module.css';

/** How long ago something happened, exact on hover. `bare` drops the "ago" where the column says it. */
export function Age(props: { at: string; bare?: boolean }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const age = useNow() - Date.parse(props.at);
  const span = formatSpan(age);
  const ago =
    age < JUST_NOW_MS ? t('status.justNow') : t('status.ago', { span });
  return (
    <time
      className={styles.time}
      dateTime={props.at}
      title={formatExact(props.at)}
    >
      {props.bare ? span : ago}
    </time>
  );
}
