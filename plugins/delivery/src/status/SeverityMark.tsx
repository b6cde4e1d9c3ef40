import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { Severity } from '@fairway/backstage-plugin-delivery-common';
import { ReactNode } from 'react';
import { deliveryTranslationRef } from '../translation';
import { StatusMark } from './StatusMark';
import { Tone } from './Tone';

/** The colour family of each severity. */
export const severityTone: Record<Severity, Tone> = {
  critical: 'bad',
  high: 'bad',
  medium: 'warn',
  low: 'muted',
};

/** A severity as shape and word; `children` replaces the word, for example by a count with the word. */
export function SeverityMark(props: {
  severity: Severity;
  children?: ReactNode;
}) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return (
    <StatusMark
      shape={props.severity}
      tone={severityTone[props.severity]}
      size={14}
    >
      {props.children ?? t(`status.severity.${props.severity}`)}
    </StatusMark>
  );
}
