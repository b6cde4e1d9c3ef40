import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Skeleton } from '@backstage/ui';
import {
  PromotionPreview,
  PromotionView,
} from '@fairway/backstage-plugin-delivery-common';
import { ReactNode } from 'react';
import { errorText } from '../api/errorText';
import { CommitId } from '../status/Identifiers';
import { httpUrl } from '../status/httpUrl';
import { approvalsTranslationRef } from './approvalsTranslation';
import { usePromotionChanges } from './usePromotionChanges';
import styles from './approvals.module.css';

const COMMITS_SHOWN = 5;

/** What a promotion changes, in four lines. */
export function PromotionChanges(props: { promotion: PromotionView }) {
  const { promotion } = props;
  const { t } = useTranslationRef(approvalsTranslationRef);
  const changes = usePromotionChanges(promotion);
  return (
    <section>
      <h3 className={styles.heading}>{t('details.changes')}</h3>
      <dl className={styles.facts}>
        {changes.data && <ChangeFacts changes={changes.data} />}
        {!changes.data && changes.error && (
          <Fact name={t('details.changes')}>
            <span className={styles.muted}>{errorText(changes.error)}</span>
          </Fact>
        )}
        {!changes.data && !changes.error && (
          <div role="status">
            <span className={styles.hidden}>{t('details.loading')}</span>
            <Skeleton width="100%" height={72} />
          </div>
        )}
        <Fact name={t('details.reason')}>
          {promotion.reason ? (
            `“${promotion.reason}”`
          ) : (
            <span className={styles.muted}>{t('details.noReason')}</span>
          )}
        </Fact>
      </dl>
    </section>
  );
}

function ChangeFacts(props: { changes: PromotionPreview }) {
  const { commits, commitsComplete, compareUrl, manifests, findings } =
    props.changes;
  const { t } = useTranslationRef(approvalsTranslationRef);
  const compare = httpUrl(compareUrl);
  const files = manifests.files;
  return (
    <>
      <Fact name={t('details.commits')}>
        {commits.length === 0 && (
          <span className={styles.muted}>{t('details.noCommits')}</span>
        )}
        {commits.length > 0 && <b>{commits.length}</b>}{' '}
        {commits.length > 0 && !commitsComplete && (
          <span className={styles.muted}>{t('details.commitsPartial')}</span>
        )}{' '}
        {compare && (
          <a href={compare} target="_blank" rel="noopener noreferrer">
            {t('details.commitsCompare')}
          </a>
        )}
        <ul className={commits.length === 1 ? styles.inline : undefined}>
          {commits.slice(0, COMMITS_SHOWN).map(commit => (
            <li key={commit.sha}>
              <CommitId sha={commit.sha} url={httpUrl(commit.url)} plain />{' '}
              {commit.message.split('\n', 1)[0]}
              {commit.author && (
                <span className={styles.muted}>, {commit.author}</span>
              )}
            </li>
          ))}
        </ul>
      </Fact>
      <Fact name={t('details.manifests')}>
        {manifests.error && (
          <span className={styles.muted}>{manifests.error}</span>
        )}
        {!manifests.error && files.length === 0 && t('details.noManifests')}
        {files.length > 0 && <ManifestFiles files={files} />}
      </Fact>
      <Fact name={t('details.findings')}>
        {findings.known
          ? t('details.findingsCount', {
              fixed: String(findings.fixed.length),
              introduced: String(findings.introduced.length),
            })
          : t('details.findingsUnknown')}
      </Fact>
    </>
  );
}

function ManifestFiles(props: {
  files: PromotionPreview['manifests']['files'];
}) {
  const { t } = useTranslationRef(approvalsTranslationRef);
  const added = props.files.reduce((sum, file) => sum + file.added, 0);
  const removed = props.files.reduce((sum, file) => sum + file.removed, 0);
  return (
    <details className={styles.diff}>
      <summary>
        <b>{t('details.files', { count: props.files.length })}</b>{' '}
        <span className={styles.ok}>+{added}</span>{' '}
        <span className={styles.bad}>−{removed}</span>{' '}
        <span className={styles.link}>{t('details.showDiff')}</span>
      </summary>
      {props.files.map(file => (
        <figure key={file.path}>
          <figcaption>{file.path}</figcaption>
          <pre>{file.patch}</pre>
        </figure>
      ))}
    </details>
  );
}

function Fact(props: { name: string; children: ReactNode }) {
  return (
    <div className={styles.fact}>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}
