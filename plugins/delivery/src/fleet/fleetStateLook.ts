import { FleetState } from '@fairway/backstage-plugin-delivery-common';
import { healthLook } from '../status/HealthMark';
import { Shape } from '../status/StatusShape';
import { Tone } from '../status/Tone';

/** Shape and colour of every state by which the fleet is counted. */
export const fleetStateLook: Record<FleetState, { shape: Shape; tone: Tone }> =
  {
    healthy: healthLook.healthy,
    progressing: healthLook.progressing,
    degraded: healthLook.degraded,
    suspended: healthLook.suspended,
    unknown: healthLook.unknown,
    'not-deployed': { shape: 'missing', tone: 'muted' },
    unreachable: { shape: 'unreachable', tone: 'warn' },
    stale: { shape: 'pending', tone: 'warn' },
    denied: { shape: 'denied', tone: 'muted' },
    drift: { shape: 'drift', tone: 'warn' },
    hold: { shape: 'hold', tone: 'warn' },
    waiting: { shape: 'person', tone: 'muted' },
  };

/** What a cell can be; exactly one of these. */
export const cellStates: readonly FleetState[] = [
  'healthy',
  'progressing',
  'degraded',
  'suspended',
  'unknown',
  'not-deployed',
  'unreachable',
  'stale',
  'denied',
];

/** What a cell can have besides. */
export const cellFlags: readonly FleetState[] = ['drift', 'hold', 'waiting'];
