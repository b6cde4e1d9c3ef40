import { HistoryEvent } from '@fairway/backstage-plugin-delivery-common';
import { Shape } from '../status/StatusShape';
import { Tone } from '../status/Tone';
import { promotionPhase } from './promotionPhase';

/** How an event of the history looks. */
export function eventLook(event: HistoryEvent): { shape: Shape; tone: Tone } {
  switch (event.kind) {
    case 'promotion':
      return promotionLook(event);
    case 'rollback':
    case 'auto-rollback':
      return event.state === 'failed'
        ? { shape: 'failed', tone: 'bad' }
        : { shape: 'rollback', tone: 'warn' };
    case 'hold':
    case 'hold-released':
      return { shape: 'hold', tone: 'muted' };
    case 'veto':
      return { shape: 'veto', tone: 'bad' };
    case 'veto-withdrawn':
      return { shape: 'veto', tone: 'muted' };
    case 'quarantine':
      return { shape: 'quarantine', tone: 'bad' };
    case 'deployment':
      return { shape: 'passed', tone: 'muted' };
    case 'incident':
      return { shape: 'incident', tone: 'bad' };
    default: {
      const never: never = event.kind;
      throw new Error(`No look for event kind '${never}'`);
    }
  }
}

function promotionLook(event: HistoryEvent): { shape: Shape; tone: Tone } {
  if (!event.state || event.state === 'succeeded') {
    return { shape: 'passed', tone: 'ok' };
  }
  if (event.state === 'failed') {
    return { shape: 'failed', tone: 'bad' };
  }
  switch (promotionPhase(event.state)) {
    case 'waiting':
      return { shape: 'pending', tone: 'muted' };
    case 'running':
      return { shape: 'progressing', tone: 'info' };
    default:
      return { shape: 'veto', tone: 'muted' };
  }
}
