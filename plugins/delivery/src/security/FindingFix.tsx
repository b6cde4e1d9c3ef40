import { MarkdownContent } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FindingDetail } from '@fairway/backstage-plugin-delivery-common';
import { httpUrl } from '../status/httpUrl';
import { DrawerSection } from './DrawerSection';
import { securityTranslationRef } from './securityTranslation';
import styles from './security.module.css';

/** How to get rid of it. The scanner's help is text from outside: sanitised, without images, links to the web only. */
export function FindingFix(props: { finding: FindingDetail }) {
  const { finding } = props;
  const { t } = useTranslationRef(securityTranslationRef);
  const { packageName, installedVersion, fixedVersion, help } = finding;
  const helpUrl = httpUrl(finding.helpUrl);
  return (
    <DrawerSection
      title={t('drawer.fix')}
      aside={
        helpUrl && (
          <a
            className={styles.sectionLink}
            href={helpUrl}
            target="_blank"
            rel="noopener noreferrer"
          >
            {t('drawer.help')}
          </a>
        )
      }
    >
      {packageName && fixedVersion && (
        <p>
          {t('drawer.update', {
            name: packageName,
            installed: installedVersion ?? '?',
            fixed: fixedVersion,
          })}
        </p>
      )}
      {help && (
        <MarkdownContent
          className={styles.help}
          content={help}
          linkTarget="_blank"
          transformLinkUri={href => httpUrl(href) ?? ''}
          transformImageUri={() => ''}
        />
      )}
      {!help && !(packageName && fixedVersion) && (
        <p className={styles.muted}>{t('drawer.noFix')}</p>
      )}
    </DrawerSection>
  );
}
