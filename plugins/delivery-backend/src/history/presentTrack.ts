import {
  HistoryEvent,
  Hold,
  Track,
  TrackSpan,
} from '@fairway/backstage-plugin-delivery-common';
import { DeploymentHistoryRow } from '../deployments/DeploymentStore';

/** What a track is drawn from. Events are newest first. */
export interface TrackFacts {
  from: string;
  to: string;
  spans: DeploymentHistoryRow[];
  holds: Hold[];
  /** Promotions of every kind, and incidents. */
  events: HistoryEvent[];
}

/** Bars over time, each with who brought the release there, and the incidents between them. */
export function presentTrack(facts: TrackFacts): Track {
  const { from, to, holds, events } = facts;
  return {
    from,
    to,
    spans: facts.spans.map((row): TrackSpan => {
      const { id: _id, releaseId: _release, ...span } = row;
      const held = holds.some(hold => hold.environment === span.environment);
      return {
        ...span,
        hold: held && !span.to ? true : undefined,
        by: broughtBy(span, events),
      };
    }),
    incidents: events
      .filter(event => event.kind === 'incident' && event.at >= from)
      .map(({ id, at, environment, release, text }) => ({
        id,
        at,
        environment,
        release,
        text,
      })),
  };
}

/** The requester of the last promotion that wrote this release there before it was seen running. */
function broughtBy(
  span: { environment: string; version?: string; from: string },
  events: HistoryEvent[],
): string | undefined {
  return events.find(
    event =>
      event.environment === span.environment &&
      event.release === span.version &&
      event.at <= span.from &&
      event.state !== undefined &&
      written.has(event.state),
  )?.by;
}

const written: ReadonlySet<string> = new Set([
  'writing',
  'syncing',
  'verifying',
  'succeeded',
  'failed',
]);
