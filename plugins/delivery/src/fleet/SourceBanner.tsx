import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { SourceStatus } from '@fairway/backstage-plugin-delivery-common';
import { Fragment } from 'react';
import { Age } from '../status/Age';
import { Note } from '../status/Note';
import { useNow } from '../status/clock';
import { formatSpan } from '../status/formatTime';
import { fleetTranslationRef } from './fleetTranslation';

/** Names every source that does not answer, what that means for the table, and when it is tried again. */
export function SourceBanner(props: {
  sources: SourceStatus[];
  counts: Record<string, number>;
}) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const troubled = props.sources.filter(source => source.state !== 'fresh');
  if (troubled.length === 0) {
    return null;
  }
  const cells = (props.counts.unreachable ?? 0) + (props.counts.stale ?? 0);
  const touchesCells = troubled.some(source => source.kind === 'deployments');
  return (
    <Note shape="unreachable" tone="warn" role="status">
      {troubled.map(source => (
        <Fragment key={source.id}>
          <TroubledSource source={source} />{' '}
        </Fragment>
      ))}
      {touchesCells && cells > 0
        ? t('banner.cells', { count: cells })
        : t('banner.noCells')}
    </Note>
  );
}

function TroubledSource(props: { source: SourceStatus }) {
  const { t } = useTranslationRef(fleetTranslationRef);
  const now = useNow();
  const { title, state, asOf, message, nextTryAt } = props.source;
  if (state === 'fresh') {
    return null;
  }
  const wait = nextTryAt ? Date.parse(nextTryAt) - now : 0;
  return (
    <>
      <b title={message}>
        {t(`banner.${state}`, { source: title })}
        {asOf ? (
          <>
            {t('banner.asOf')}
            <Age at={asOf} />
          </>
        ) : (
          t('banner.never')
        )}
        .
      </b>{' '}
      {wait > 0 && t('banner.nextTry', { span: formatSpan(wait) })}
    </>
  );
}
