import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Select } from '@backstage/ui';
import { PromotionPreview } from '@fairway/backstage-plugin-delivery-common';
import { Digest } from '../status/Identifiers';
import { useNow } from '../status/clock';
import { formatDay } from '../status/formatTime';
import { StatusShape } from '../status/StatusShape';
import { deliveryTranslationRef } from '../translation';
import styles from './promote.module.css';

/** What runs now, what would run, and the other choices. */
export function FromTo(props: {
  preview: PromotionPreview;
  isBlocked: boolean;
  onChoose: (releaseId: string) => void;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const now = useNow();
  const { fromRelease, release } = props.preview;
  const choices: PromotionPreview['choices'] = props.preview.choices.some(
    one => one.id === release.id,
  )
    ? props.preview.choices
    : [release, ...props.preview.choices];
  const label = (choice: PromotionPreview['choices'][number]) => {
    const { version, quarantine, veto, verifiedAt, ranUntil } = choice;
    if (quarantine) {
      return t('promote.quarantined', { version });
    }
    if (veto) {
      return t('promote.vetoed', { version });
    }
    if (verifiedAt) {
      return t('promote.verifiedHere', {
        version,
        day: formatDay(verifiedAt, now),
      });
    }
    return ranUntil
      ? t('promote.ranHere', { version, day: formatDay(ranUntil, now) })
      : version;
  };
  return (
    <div className={styles.fromTo}>
      <div>
        <div className={styles.quiet}>{t('promote.runsNow')}</div>
        <div className={styles.version}>
          {fromRelease?.version ?? t('promote.nothing')}
        </div>
        {fromRelease && <Digest digest={fromRelease.digest} />}
      </div>
      <StatusShape shape="arrow" size={20} />
      <div>
        <div className={styles.quiet}>
          {props.isBlocked ? t('promote.chosen') : t('promote.willRun')}
        </div>
        <div className={styles.version}>{release.version}</div>
        <Digest digest={release.digest} />
      </div>
      <span className={styles.spring} />
      {choices.length > 1 && (
        <Select
          className={styles.choices}
          aria-label={t('promote.chooseAnother')}
          options={choices.map(choice => ({
            id: choice.id,
            label: label(choice),
          }))}
          value={release.id}
          onChange={key => {
            if (typeof key === 'string') {
              props.onChoose(key);
            }
          }}
        />
      )}
    </div>
  );
}
