import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EnvironmentView } from '@fairway/backstage-plugin-delivery-common';
import { Chip } from '../status/Chip';
import { ClockTime } from '../status/ClockTime';
import { PersonName } from '../status/PersonName';
import { deliveryTranslationRef } from '../translation';
import styles from './lanes.module.css';

/** What is out of the ordinary here: behind, drift, hold, freeze, a release that should not run. */
export function LaneChips(props: {
  environment: EnvironmentView;
  onCompare?: () => void;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { behind, drift, freeze, hold, deployment } = props.environment;
  const release = deployment?.release;
  const chips = [
    behind && (behind.commits ?? behind.releases) > 0 && (
      <Chip
        key="behind"
        shape="commit"
        tone="info"
        title={props.onCompare && t('delivery.lane.behindTitle')}
        onPress={props.onCompare}
      >
        {behind.commits !== undefined
          ? t('delivery.lane.behindCommits', {
              count: behind.commits,
              of: behind.of,
            })
          : t('delivery.lane.behindReleases', {
              count: behind.releases,
              of: behind.of,
            })}
      </Chip>
    ),
    drift && (
      <Chip key="drift" shape="drift" tone="warn">
        {t('delivery.lane.drift')}
      </Chip>
    ),
    hold && (
      <Chip key="hold" shape="hold" tone="warn" title={hold.reason}>
        {t('delivery.lane.heldBy')} <PersonName entityRef={hold.by} />: “
        {hold.reason}”
      </Chip>
    ),
    freeze && (
      <Chip key="freeze" shape="freeze" tone="warn" title={freeze.name}>
        {t('delivery.lane.frozen')} <ClockTime at={freeze.until} />
      </Chip>
    ),
    release?.quarantine && (
      <Chip key="quarantine" shape="quarantine" tone="bad">
        {t('delivery.lane.quarantined', { reason: release.quarantine.reason })}
      </Chip>
    ),
    release?.veto && (
      <Chip key="veto" shape="veto" tone="bad">
        {t('delivery.lane.vetoed', { reason: release.veto.reason })}
      </Chip>
    ),
  ].filter(Boolean);
  return chips.length > 0 ? <div className={styles.chips}>{chips}</div> : null;
}
