import { useTranslationRef } from '@backstage/frontend-plugin-api';
import {
  GateResult,
  GateState,
} from '@fairway/backstage-plugin-delivery-common';
import { Age } from '../status/Age';
import { StatusShape, Shape } from '../status/StatusShape';
import { Tone } from '../status/Tone';
import { deliveryTranslationRef } from '../translation';
import styles from './promote.module.css';

const look: Record<GateState, { shape: Shape; tone: Tone }> = {
  passed: { shape: 'passed', tone: 'ok' },
  failed: { shape: 'failed', tone: 'bad' },
  pending: { shape: 'pending', tone: 'muted' },
  waived: { shape: 'waived', tone: 'warn' },
};

/** Gates with their evidence and its age. */
export function GateList(props: { gates: readonly GateResult[] }) {
  const { t } = useTranslationRef(deliveryTranslationRef);
  return (
    <ul className={styles.gates}>
      {props.gates.map(gate => (
        <li key={gate.id} data-tone={look[gate.state].tone}>
          <StatusShape shape={look[gate.state].shape} />
          <span>
            <b>{gate.title}</b>{' '}
            <span className={styles.gateState}>
              {t(`promote.gates.state.${gate.state}`)}
            </span>
            <span className={styles.under}>
              {gate.url ? (
                <a href={gate.url} target="_blank" rel="noreferrer">
                  {gate.evidence}
                </a>
              ) : (
                gate.evidence
              )}
            </span>
          </span>
          <span className={styles.quiet}>
            {gate.asOf && <Age at={gate.asOf} />}
          </span>
        </li>
      ))}
    </ul>
  );
}
