import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Provenance } from '@fairway/backstage-plugin-delivery-common';
import { deliveryTranslationRef } from '../translation';
import { Age } from './Age';
import { StatusMark } from './StatusMark';
import { Shape } from './StatusShape';
import { Tone } from './Tone';
import { worstOf } from './worstOf';
import styles from './status.module.css';

const look: Record<
  Exclude<Provenance['state'], 'fresh'>,
  { shape: Shape; tone: Tone }
> = {
  stale: { shape: 'pending', tone: 'warn' },
  denied: { shape: 'denied', tone: 'muted' },
  unreachable: { shape: 'unreachable', tone: 'warn' },
};

/** How old one value is, and whether it still holds. An error is named, never shown as zero. */
export function ProvenanceNote(props: {
  /** What the value is: `deployments`, `GitHub Actions`. */
  subject?: string;
  provenance: readonly Provenance[];
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const worst = worstOf(props.provenance);
  if (!worst) {
    return (
      <span>
        {props.subject} {t('status.neverReported')}
      </span>
    );
  }
  const asOf = worst.asOf && (
    <>
      {t('status.asOf')} <Age at={worst.asOf} />
    </>
  );
  if (worst.state === 'fresh') {
    return (
      <span title={worst.source}>
        {props.subject} {asOf}
      </span>
    );
  }
  const appearance = look[worst.state];
  return (
    <StatusMark
      shape={appearance.shape}
      tone={appearance.tone}
      size={12}
      title={worst.message ?? worst.source}
    >
      {props.subject} {t(`status.freshness.${worst.state}`)}
      {asOf && <>, {asOf}</>}
    </StatusMark>
  );
}

/** How old the values of a view are, one part per kind of value. */
export function FreshnessLine(props: {
  parts: { subject: string; provenance: readonly Provenance[] }[];
  isLive: boolean;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return (
    <div className={styles.freshness}>
      {props.isLive && (
        <StatusMark shape="passed" tone="ok" size={12}>
          {t('status.live')}
        </StatusMark>
      )}
      {props.parts.map(part => (
        <ProvenanceNote key={part.subject} {...part} />
      ))}
    </div>
  );
}
