import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Provenance } from '@fairway/backstage-plugin-delivery-common';
import { Age } from '../status/Age';
import { Note } from '../status/Note';
import { securityTranslationRef } from './securityTranslation';

/** Says that what is shown is the last that was known. */
export function SourceTrouble(props: { trouble: Provenance; open: number }) {
  const { trouble } = props;
  const { t } = useTranslationRef(securityTranslationRef);
  const key =
    trouble.state === 'stale' ? 'without.stale' : 'without.unreachable.since';
  return (
    <Note shape="unreachable" tone="warn" role="status">
      <b title={trouble.message}>
        {t(key, { source: trouble.source })}{' '}
        {trouble.asOf ? <Age at={trouble.asOf} /> : '–'}.
      </b>{' '}
      {t('without.unreachable.kept', { count: props.open })}
    </Note>
  );
}
