import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { PromotionPreview } from '@fairway/backstage-plugin-delivery-common';
import { Age } from '../status/Age';
import { CountBadge } from '../status/CountBadge';
import { CommitId } from '../status/Identifiers';
import { Note } from '../status/Note';
import { DialogSection } from './DialogSection';
import { FindingsChange } from './FindingsChange';
import { ManifestPatch } from './ManifestPatch';
import { deliveryTranslationRef } from '../translation';
import styles from './promote.module.css';

/** What changes: commits, manifests, findings. */
export function ChangesPart(props: { preview: PromotionPreview }) {
  const { preview } = props;
  return (
    <div className={styles.stack}>
      <Commits preview={preview} />
      <Manifests preview={preview} />
      <FindingsChange preview={preview} />
    </div>
  );
}

function Commits(props: { preview: PromotionPreview }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { kind, commits, commitsComplete, compareUrl } = props.preview;
  return (
    <DialogSection
      title={t(
        kind === 'rollback'
          ? 'promote.commits.takenBack'
          : 'promote.commits.title',
      )}
      aside={<CountBadge count={commits.length} />}
      action={
        compareUrl && (
          <a href={compareUrl} target="_blank" rel="noreferrer">
            {t('promote.commits.compare')}
          </a>
        )
      }
    >
      {commits.length === 0 ? (
        <p className={styles.quiet}>
          {commitsComplete
            ? t('promote.commits.none')
            : t('promote.commits.noneKnown')}
        </p>
      ) : (
        <ul className={styles.commits}>
          {commits.map(commit => (
            <li key={commit.sha}>
              <CommitId sha={commit.sha} url={commit.url} plain />
              <span>
                {commit.message.split('\n')[0]}
                {commit.author && (
                  <span className={styles.under}>{commit.author}</span>
                )}
              </span>
              <span className={styles.quiet}>
                <Age at={commit.authoredAt} />
              </span>
            </li>
          ))}
        </ul>
      )}
      {commits.length > 0 && !commitsComplete && (
        <p className={styles.quiet}>{t('promote.commits.incomplete')}</p>
      )}
    </DialogSection>
  );
}

function Manifests(props: { preview: PromotionPreview }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { error, files } = props.preview.manifests;
  return (
    <DialogSection
      title={t('promote.manifests.title')}
      aside={!error && <CountBadge count={files.length} />}
    >
      {error && (
        <Note shape="unreachable" tone="warn">
          <b>{t('promote.manifests.error')}</b> {error}
        </Note>
      )}
      {!error && files.length === 0 && (
        <p className={styles.quiet}>{t('promote.manifests.none')}</p>
      )}
      {files.map(file => (
        <ManifestPatch key={file.path} file={file} />
      ))}
    </DialogSection>
  );
}
