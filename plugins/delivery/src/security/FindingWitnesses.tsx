import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FindingDetail } from '@fairway/backstage-plugin-delivery-common';
import { Age } from '../status/Age';
import { CountBadge } from '../status/CountBadge';
import { CommitId } from '../status/Identifiers';
import { StatusIcon } from '../status/StatusMark';
import { DrawerSection } from './DrawerSection';
import { securityTranslationRef } from './securityTranslation';
import styles from './security.module.css';

/** The scans that saw it. Only a complete one could have closed it. */
export function FindingWitnesses(props: { finding: FindingDetail }) {
  const { witnesses } = props.finding;
  const { t } = useTranslationRef(securityTranslationRef);
  return (
    <DrawerSection
      title={t('drawer.witnesses')}
      aside={<CountBadge count={witnesses.length} />}
    >
      {witnesses.length === 0 && (
        <p className={styles.muted}>{t('drawer.noWitness')}</p>
      )}
      <ul className={styles.lines}>
        {witnesses.map(scan => (
          <li key={`${scan.scanner} ${scan.scope} ${scan.commit} ${scan.at}`}>
            <StatusIcon
              shape={scan.complete ? 'passed' : 'progressing'}
              tone={scan.complete ? 'ok' : 'muted'}
              label={t(
                scan.complete ? 'drawer.completeScan' : 'drawer.partialScan',
              )}
            />
            <span>
              <b>
                {scan.scanner} {scan.scannerVersion}
              </b>{' '}
              <span className={styles.muted}>
                {t(
                  scan.complete ? 'drawer.completeScan' : 'drawer.partialScan',
                )}{' '}
                <CommitId sha={scan.commit} plain />
              </span>
            </span>
            <span className={styles.second}>
              <Age at={scan.at} />
            </span>
          </li>
        ))}
      </ul>
    </DrawerSection>
  );
}
