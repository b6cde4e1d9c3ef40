import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  PromotionPreview,
  ServiceName,
  Severity,
  serviceRefOf,
  severities,
} from '@fairway/backstage-plugin-delivery-common';
import { Fragment } from 'react';
import { Link } from 'react-router-dom';
import { useRead } from '../api/useRead';
import { useService } from '../api/useService';
import { useServiceLink } from '../api/useServiceLink';
import { StatusShape } from '../status/StatusShape';
import { deliveryTranslationRef } from '../translation';
import { securityTranslationRef } from './securityTranslation';
import styles from './security.module.css';

type Lines = PromotionPreview['findings']['fixed'];

/** What promoting the next release to the last environment would fix and introduce; nothing if there is none. */
export function PromotionEffect(props: { service: ServiceName }) {
  const { t } = useTranslationRef(securityTranslationRef);
  const serviceLink = useServiceLink();
  const serviceRef = serviceRefOf(props.service);
  const { data: view } = useService(props.service);
  const last = view?.environments[view.environments.length - 1];
  const candidate = last?.candidate;
  const { data: preview } = useRead({
    key: candidate && ['promotion-effect', serviceRef, candidate.id],
    read: api =>
      api.previewPromotion(props.service, {
        environment: last?.name ?? '',
        releaseId: candidate?.id,
        kind: 'promote',
      }),
    matters: signal =>
      signal.serviceRef === serviceRef && signal.topic !== 'promotion',
  });
  if (!last || !preview) {
    return null;
  }
  const names = {
    version: preview.release.version,
    environment: last.name,
  };
  const { fixed, introduced, known } = preview.findings;
  return (
    <>
      <span>
        <span className={styles.effectShape}>
          <StatusShape shape="promote" size={14} />
        </span>{' '}
        {known ? (
          <>
            {t('effect.line', names)}{' '}
            {fixed.length + introduced.length === 0 && t('effect.nothing')}
            {fixed.length > 0 && (
              <>
                {t('effect.fix')} <Counts lines={fixed} />
              </>
            )}
            {fixed.length > 0 && introduced.length > 0 && (
              <>, {t('effect.and')} </>
            )}
            {introduced.length > 0 && (
              <>
                {t('effect.introduce')} <Counts lines={introduced} />
              </>
            )}
            .
          </>
        ) : (
          t('effect.unknown', names)
        )}
      </span>
      <Link to={serviceLink(serviceRef, 'delivery', last.name)}>
        {t('effect.open')}
      </Link>
    </>
  );
}

function Counts(props: { lines: Lines }) {
  const { t } = useTranslationRef(securityTranslationRef);
  const { t: tStatus } = useTranslationRef(deliveryTranslationRef);
  const count = (severity: Severity) =>
    props.lines.filter(line => line.severity === severity).length;
  const present = severities.filter(severity => count(severity) > 0);
  return (
    <>
      {present.map((severity, index) => (
        <Fragment key={severity}>
          {index > 0 && ` ${t('effect.and')} `}
          <b>
            {count(severity)}{' '}
            {tStatus(`status.severity.${severity}`).toLowerCase()}
          </b>
        </Fragment>
      ))}
    </>
  );
}
