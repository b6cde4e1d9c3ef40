import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { deliveryTranslationRef } from '../translation';
import { StatusShape } from './StatusShape';
import styles from './status.module.css';

/** A short commit, in full on hover; a link if the forge has a page for it. */
export function CommitId(props: { sha: string; url?: string; plain?: true }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const title = t('status.commit', { sha: props.sha });
  const content = (
    <span className={styles.iconed}>
      {!props.plain && <StatusShape shape="commit" size={12} />}
      {props.sha.slice(0, 7)}
    </span>
  );
  if (!props.url) {
    return (
      <span className={styles.mono} title={title}>
        {content}
      </span>
    );
  }
  return (
    <a
      className={styles.mono}
      href={props.url}
      title={title}
      target="_blank"
      rel="noreferrer"
    >
      {content}
    </a>
  );
}

/** A short image digest, in full on hover. */
export function Digest(props: { digest: string }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return (
    <span
      className={`${styles.mono} ${styles.muted}`}
      title={t('status.digest', { digest: props.digest })}
    >
      {props.digest.slice(0, 14)}
    </span>
  );
}

/** A version in the type that keeps digits aligned; never truncated. */
export function Version(props: { children: string }) {
  return <span className={styles.version}>{props.children}</span>;
}
