import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { FindingDetail } from '@fairway/backstage-plugin-delivery-common';
import { Age } from '../status/Age';
import { PersonName } from '../status/PersonName';
import { StatusIcon } from '../status/StatusMark';
import { DrawerSection } from './DrawerSection';
import { securityTranslationRef } from './securityTranslation';
import { triageLook } from './triageLook';
import styles from './security.module.css';

/** What became of it so far, newest first. */
export function FindingHistory(props: { finding: FindingDetail }) {
  const { t } = useTranslationRef(securityTranslationRef);
  const newestFirst = [...props.finding.history].sort((one, other) =>
    other.at.localeCompare(one.at),
  );
  return (
    <DrawerSection title={t('drawer.history')}>
      <ul className={styles.lines}>
        {newestFirst.map(transition => (
          <li key={`${transition.at} ${transition.state} ${transition.note}`}>
            <StatusIcon
              {...triageLook[transition.state]}
              label={t(`states.${transition.state}`)}
            />
            <span>
              {transition.note}
              {transition.by && (
                <>
                  {' '}
                  {t('drawer.by')} <PersonName entityRef={transition.by} />
                </>
              )}
              {transition.reason && (
                <span className={styles.reason}>“{transition.reason}”</span>
              )}
            </span>
            <span className={styles.second}>
              <Age at={transition.at} />
            </span>
          </li>
        ))}
      </ul>
    </DrawerSection>
  );
}
