import {
  Freshness,
  Provenance,
  SourceKind,
  SourceStatus,
} from '@fairway/backstage-plugin-delivery-common';

/** How a source fares, as stored. Times are ISO 8601. */
export interface SourceRow {
  id: string;
  kind: SourceKind;
  title: string;
  staleAfterSeconds: number;
  /** `stale` until it observed anything. */
  state: Freshness;
  /** When all that it stored was true. */
  confirmedAt?: string;
  /** When it last observed anything at all. */
  aliveAt?: string;
  message?: string;
  nextTryAt?: string;
  shownState?: Freshness;
}

/** Stands for all environments of a service that have no row of their own. */
export const WHOLE_SERVICE = '';

/** How a source fares for one service, or for one environment of it, as stored. */
export interface SourceServiceRow {
  serviceRef: string;
  sourceId: string;
  environment: string;
  state: Freshness;
  confirmedAt?: string;
  message?: string;
  shownState?: Freshness;
}

/** The state of a source as a whole at a moment. */
export function statusOf(source: SourceRow, now: Date): SourceStatus {
  const { id, kind, title, message, nextTryAt } = source;
  const asOf = later(source.confirmedAt, source.aliveAt);
  return {
    id,
    kind,
    title,
    asOf,
    message,
    nextTryAt,
    state: age({ state: source.state, asOf, source, now }),
  };
}

/**
 * How far what a source says of one service can be trusted at a moment. A source that fails takes all its services with
 * it; a failure for one service greys out that one; both keep the time of the last confirmation.
 */
export function provenanceOf(
  source: SourceRow,
  service: SourceServiceRow | undefined,
  now: Date,
): Provenance {
  const asOf = later(source.confirmedAt, service?.confirmedAt);
  if (source.state === 'denied' || source.state === 'unreachable') {
    const { state, message } = source;
    return { source: source.title, asOf, state, message };
  }
  if (service?.state === 'denied' || service?.state === 'unreachable') {
    const { state, message, confirmedAt } = service;
    return { source: source.title, asOf: confirmedAt, state, message };
  }
  const state = age({ state: 'fresh', asOf, source, now });
  const message = asOf ? undefined : 'Not observed yet';
  return { source: source.title, asOf, state, message };
}

function age(options: {
  state: Freshness;
  asOf: string | undefined;
  source: SourceRow;
  now: Date;
}): Freshness {
  const { state, asOf, source, now } = options;
  if (state !== 'fresh') {
    return state;
  }
  const limit = now.getTime() - source.staleAfterSeconds * 1000;
  return asOf && Date.parse(asOf) >= limit ? 'fresh' : 'stale';
}

/** The later of two times. */
export function later(
  a: string | undefined,
  b: string | undefined,
): string | undefined {
  return (a ?? '') > (b ?? '') ? a : b ?? a;
}
