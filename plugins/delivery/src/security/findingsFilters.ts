import {
  FindingsQuery,
  Severity,
  findingsQuerySchema,
  severitySchema,
} from '@fairway/backstage-plugin-delivery-common';

const states = findingsQuerySchema.shape.state.unwrap();

export type FindingsState = NonNullable<FindingsQuery['state']>;

export const findingsStates: readonly FindingsState[] = [
  'not-fixed',
  'open',
  'acknowledged',
  'risk-accepted',
  'false-positive',
  'decided',
  'fixed',
  'any',
];

export function readFindingsState(
  text: string | null | undefined,
): FindingsState {
  return states.safeParse(text).data ?? 'not-fixed';
}

/** What the findings table is narrowed to; `finding` is the one in the drawer. */
export type FindingsFilters = {
  q?: string;
  severity?: Severity;
  state: FindingsState;
  environment?: string;
  scanner?: string;
  overdue?: boolean;
  finding?: string;
};

const narrowing = [
  'q',
  'severity',
  'state',
  'environment',
  'scanner',
  'overdue',
] as const;

export function readFindingsFilters(address: URLSearchParams): FindingsFilters {
  return {
    q: address.get('q')?.trim().slice(0, 200) || undefined,
    severity: severitySchema.safeParse(address.get('severity')).data,
    state: readFindingsState(address.get('state')),
    environment: address.get('environment')?.slice(0, 63) || undefined,
    scanner: address.get('scanner')?.slice(0, 100) || undefined,
    overdue: address.get('overdue') === 'true' || undefined,
    finding: address.get('finding')?.slice(0, 200) || undefined,
  };
}

export function writeFindingsFilters(
  address: URLSearchParams,
  change: Partial<FindingsFilters>,
): URLSearchParams {
  const next = new URLSearchParams(address);
  for (const [name, value] of Object.entries(change)) {
    if (!value || (name === 'state' && value === 'not-fixed')) {
      next.delete(name);
    } else {
      next.set(name, String(value));
    }
  }
  return next;
}

export function clearFindingsFilters(
  address: URLSearchParams,
): URLSearchParams {
  const next = new URLSearchParams(address);
  for (const name of narrowing) {
    next.delete(name);
  }
  return next;
}

/** How many filters narrow the list; `not-fixed` is where everybody starts. */
export function countFindingsFilters(filters: FindingsFilters): number {
  return narrowing.filter(name =>
    name === 'state' ? filters.state !== 'not-fixed' : filters[name],
  ).length;
}

/** The request for these filters; booleans travel as words, as the query schema wants them. */
export function findingsQueryOf(filters: FindingsFilters): FindingsQuery {
  return {
    q: filters.q,
    severity: filters.severity,
    state: filters.state,
    environment: filters.environment,
    scanner: filters.scanner,
    overdue: filters.overdue ? 'true' : undefined,
  };
}
