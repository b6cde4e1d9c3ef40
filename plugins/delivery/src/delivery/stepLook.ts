import { PromotionStep } from '@fairway/backstage-plugin-delivery-common';
import { Shape } from '../status/StatusShape';
import { Tone } from '../status/Tone';

/** How each state of a step looks. */
export const stepLook: Record<
  PromotionStep['state'],
  { shape: Shape; tone: Tone }
> = {
  waiting: { shape: 'not-started', tone: 'muted' },
  running: { shape: 'progressing', tone: 'info' },
  done: { shape: 'passed', tone: 'ok' },
  failed: { shape: 'failed', tone: 'bad' },
  skipped: { shape: 'skipped', tone: 'muted' },
};
