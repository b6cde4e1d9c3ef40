import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FindingDetail } from '@fairway/backstage-plugin-delivery-common';
import { httpUrl } from '../status/httpUrl';
import { DrawerSection } from './DrawerSection';
import { placeOf } from './placeOf';
import { securityTranslationRef } from './securityTranslation';
import styles from './security.module.css';

/** The file and line, or the package. */
export function FindingWhere(props: { finding: FindingDetail }) {
  const { finding } = props;
  const { t } = useTranslationRef(securityTranslationRef);
  const url = httpUrl(finding.url);
  const place = placeOf(finding);
  return (
    <DrawerSection
      title={t('drawer.where')}
      aside={
        url && (
          <a
            className={styles.sectionLink}
            href={url}
            target="_blank"
            rel="noopener noreferrer"
          >
            {t('drawer.openAt', { host: new URL(url).hostname })}
          </a>
        )
      }
    >
      {place ? (
        <p className={styles.code}>{place}</p>
      ) : (
        <p className={styles.muted}>{t('drawer.noPlace')}</p>
      )}
      {finding.packageName && finding.path && (
        <p className={styles.second}>{finding.path}</p>
      )}
      {saysMore(finding) && (
        <p className={styles.description}>{finding.description}</p>
      )}
    </DrawerSection>
  );
}

/** Many scanners repeat the title as the description. */
function saysMore({ title, description }: FindingDetail): boolean {
  return Boolean(description) && description?.replace(/\.$/, '') !== title;
}
