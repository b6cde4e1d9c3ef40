import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { ServiceView } from '@fairway/backstage-plugin-delivery-common';
import { FreshnessLine } from '../status/FreshnessLine';
import { deliveryTranslationRef } from '../translation';

/** How old the page is. A lane that is unreachable or denied says so itself and does not speak for the others. */
export function ServiceFreshness(props: {
  service: ServiceView;
  /** False if the page could not be read again. */
  isUpToDate: boolean;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { environments, findingsProvenance } = props.service;
  const deployments = environments.flatMap(one => one.provenance);
  const readable = deployments.filter(
    one => one.state === 'fresh' || one.state === 'stale',
  );
  return (
    <FreshnessLine
      isLive={
        props.isUpToDate &&
        [...deployments, ...findingsProvenance].every(
          one => one.state === 'fresh',
        )
      }
      parts={[
        {
          subject: t('delivery.freshness.deployments'),
          provenance: readable.length > 0 ? readable : deployments,
        },
        {
          subject: t('delivery.freshness.findings'),
          provenance: findingsProvenance,
        },
      ]}
    />
  );
}
