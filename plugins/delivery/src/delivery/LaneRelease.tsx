import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Deployment } from '@fairway/backstage-plugin-delivery-common';
import { CommitId, Digest } from '../status/Identifiers';
import { deliveryTranslationRef } from '../translation';
import styles from './lanes.module.css';

/** Which release runs: version first, then what identifies it. */
export function LaneRelease(props: { deployment: Deployment }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { release, digest } = props.deployment;
  return (
    <div className={styles.release}>
      <span
        className={styles.version}
        title={release ? undefined : t('delivery.lane.unknownReleaseText')}
      >
        {release?.version ?? t('delivery.lane.unknownRelease')}
      </span>
      <span className={styles.identity}>
        {release && <CommitId sha={release.commit} url={release.commitUrl} />}
        {(release?.digest ?? digest) && (
          <Digest digest={release?.digest ?? digest ?? ''} />
        )}
      </span>
    </div>
  );
}
