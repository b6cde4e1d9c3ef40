import { RunState } from '@fairway/backstage-plugin-delivery-common';
import { Shape } from '../status/StatusShape';
import { Tone } from '../status/Tone';

/** How each state of a pipeline run or stage looks. */
export const runLook: Record<RunState, { shape: Shape; tone: Tone }> = {
  queued: { shape: 'not-started', tone: 'muted' },
  running: { shape: 'progressing', tone: 'info' },
  succeeded: { shape: 'passed', tone: 'ok' },
  failed: { shape: 'failed', tone: 'bad' },
  cancelled: { shape: 'veto', tone: 'muted' },
  skipped: { shape: 'skipped', tone: 'muted' },
};
