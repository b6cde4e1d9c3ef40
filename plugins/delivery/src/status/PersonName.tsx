import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityDisplayName } from '@backstage/plugin-catalog-react';
import { deliveryTranslationRef } from '../translation';

/** The name of a person or group by entity ref; `fairway` is the automatic policy. */
export function PersonName(props: { entityRef: string }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  if (props.entityRef === 'fairway') {
    return <>{t('status.automaticPolicy')}</>;
  }
  if (!props.entityRef.includes(':')) {
    return <>{props.entityRef}</>;
  }
  return (
    <EntityDisplayName entityRef={props.entityRef} hideIcon disableTooltip />
  );
}
