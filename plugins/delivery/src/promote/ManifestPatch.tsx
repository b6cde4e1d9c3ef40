import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ManifestDiff } from '@fairway/backstage-plugin-delivery-common';
import { deliveryTranslationRef } from '../translation';
import styles from './promote.module.css';

const MAX_LINES = 200;
const digest = /(sha256:[0-9a-f]{64})/;
const frame = /^(diff |index |--- |\+\+\+ |@@ )/;

/** One changed file of the manifests, added and removed lines marked by sign and colour. */
export function ManifestPatch(props: { file: ManifestDiff }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { added, patch, path, removed } = props.file;
  const lines = patch
    .replace(/\n$/, '')
    .split('\n')
    .filter(line => !frame.test(line));
  const shown = lines.slice(0, MAX_LINES);
  return (
    <figure className={styles.patch}>
      <figcaption>
        <span className={styles.path} title={path}>
          {path}
        </span>
        <span
          className={styles.added}
          title={t('promote.manifests.added', { number: String(added) })}
        >
          +{added}
        </span>
        <span
          className={styles.removed}
          title={t('promote.manifests.removed', { number: String(removed) })}
        >
          −{removed}
        </span>
      </figcaption>
      <pre>
        {shown.map((line, index) => (
          <span key={index} data-sign={line[0]}>
            <ShortDigests line={line} />
            {'\n'}
          </span>
        ))}
      </pre>
      {lines.length > shown.length && (
        <p className={styles.quiet}>
          {t('promote.manifests.more', {
            number: String(lines.length - shown.length),
          })}
        </p>
      )}
    </figure>
  );
}

/** 64 digits tell nobody more than the first seven; hovering shows all. */
function ShortDigests(props: { line: string }) {
  return (
    <>
      {props.line.split(digest).map((part, index) =>
        digest.test(part) ? (
          <abbr key={index} title={part}>
            {part.slice(0, 14)}…
          </abbr>
        ) : (
          part
        ),
      )}
    </>
  );
}
