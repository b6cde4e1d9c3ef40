import { GateState } from '@fairway/backstage-plugin-delivery-common';
import { Shape } from '../status/StatusShape';
import { Tone } from '../status/Tone';

/** How each state of a gate looks. */
export const gateLook: Record<GateState, { shape: Shape; tone: Tone }> = {
  passed: { shape: 'passed', tone: 'ok' },
  failed: { shape: 'failed', tone: 'bad' },
  pending: { shape: 'pending', tone: 'muted' },
  waived: { shape: 'waived', tone: 'warn' },
};
