import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Health } from '@fairway/backstage-plugin-delivery-common';
import { deliveryTranslationRef } from '../translation';
import { StatusMark } from './StatusMark';
import { Shape } from './StatusShape';
import { Tone } from './Tone';

/** How each health looks. */
export const healthLook: Record<Health, { shape: Shape; tone: Tone }> = {
  healthy: { shape: 'passed', tone: 'ok' },
  progressing: { shape: 'progressing', tone: 'info' },
  degraded: { shape: 'degraded', tone: 'bad' },
  suspended: { shape: 'suspended', tone: 'warn' },
  missing: { shape: 'missing', tone: 'muted' },
  unknown: { shape: 'unknown', tone: 'muted' },
};

/** The health of a deployment, with its reason on hover. */
export function HealthMark(props: {
  health: Health;
  message?: string;
  /** Healthy is the ordinary case: quiet where many are listed. */
  quiet?: boolean;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  const { shape, tone } = healthLook[props.health];
  return (
    <StatusMark
      shape={shape}
      tone={props.quiet && props.health === 'healthy' ? 'muted' : tone}
      title={props.message}
    >
      {t(`status.health.${props.health}`)}
    </StatusMark>
  );
}
