import { TriageState } from '@fairway/backstage-plugin-delivery-common';
import { Shape } from '../status/StatusShape';
import { Tone } from '../status/Tone';

/** How each triage state looks. */
export const triageLook: Record<TriageState, { shape: Shape; tone: Tone }> = {
  open: { shape: 'not-started', tone: 'muted' },
  acknowledged: { shape: 'person', tone: 'info' },
  'false-positive': { shape: 'skipped', tone: 'muted' },
  'risk-accepted': { shape: 'waived', tone: 'warn' },
  fixed: { shape: 'passed', tone: 'ok' },
};
