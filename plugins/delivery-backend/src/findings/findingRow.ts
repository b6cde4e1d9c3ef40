import {
  Finding,
  severitySchema,
  severities,
  Severity,
  SeverityCounts,
  triageStateSchema,
  TriageState,
} from '@fairway/backstage-plugin-delivery-common';
import { ScanResult } from '@fairway/backstage-plugin-delivery-node';
import { Knex } from 'knex';
import { hash } from 'node:crypto';
import { ClockDays } from '../pipelines/pipelineConfig';

/** A finding as stored. */
export interface FindingRow {
  key: number;
  id: string;
  service_ref: string;
  fingerprint: string;
  scanner: string;
  scope: string;
  rule: string;
  title: string;
  severity: string;
  rank: number;
  package_name: string | null;
  path: string | null;
  fixed_version: string | null;
  details: string;
  state: string;
  decision: string | null;
  owner: string | null;
  reason: string | null;
  accepted_until: string | null;
  first_seen_at: string;
  last_seen_at: string;
  fixed_at: string | null;
  due_at: string | null;
}

type Details = Pick<
  ScanResult,
  'description' | 'help' | 'helpUrl' | 'line' | 'installedVersion'
> & { identifiers: string[] };

/**
 * Decisions that make a finding count nowhere. Whether a scanner still reports it on the newest commit does not matter
 * here: an older release that runs somewhere still has it.
 */
export const dismissals: readonly TriageState[] = [
  'false-positive',
  'risk-accepted',
];

/** Narrows a query over findings to those that count where they are present. */
export function onlyCounted(query: Knex.QueryBuilder): void {
  query.whereNull('decision').orWhereNotIn('decision', [...dismissals]);
}

/** Names a finding for ever: the same weakness of the same scan scope keeps its id whatever its line. */
export function findingIdOf(identity: {
  serviceRef: string;
  scanner: string;
  scope: string;
  fingerprint: string;
}): string {
  const { serviceRef, scanner, scope, fingerprint } = identity;
  const text = [serviceRef, scanner, scope, fingerprint].join('\n');
  return `f-${hash('sha256', text, 'hex').slice(0, 20)}`;
}

export function rankOf(severity: Severity): number {
  return severities.indexOf(severity);
}

/** When the clock of an open finding runs out; undefined if it has none or is stopped. */
export function dueAtOf(options: {
  severity: Severity;
  state: TriageState;
  firstSeenAt: string;
  clockDays: ClockDays;
}): string | undefined {
  const { severity, state, firstSeenAt, clockDays } = options;
  const days = clockDays[severity];
  if (!days || (state !== 'open' && state !== 'acknowledged')) {
    return undefined;
  }
  return new Date(Date.parse(firstSeenAt) + days * 86_400_000).toISOString();
}

/** The part of a row that comes from the scanner, cut to a known size. */
export function scannedColumns(result: ScanResult) {
  const details: Details = {
    description: result.description?.slice(0, 4000),
    help: result.help?.slice(0, 8000),
    helpUrl: safeUrl(result.helpUrl),
    line: result.line,
    installedVersion: result.installedVersion?.slice(0, 100),
    identifiers: result.identifiers.slice(0, 20).map(each => each.slice(0, 60)),
  };
  return {
    rule: result.rule.slice(0, 200),
    title: result.title.slice(0, 500),
    severity: result.severity,
    rank: rankOf(result.severity),
    package_name: result.packageName?.slice(0, 200) ?? null,
    path: result.path?.slice(0, 500) ?? null,
    fixed_version: result.fixedVersion?.slice(0, 100) ?? null,
    details: JSON.stringify(details),
  };
}

/** Only links that a browser may follow without running anything. */
function safeUrl(url: string | undefined): string | undefined {
  return url && url.length <= 2000 && /^https?:\/\//i.test(url)
    ? url
    : undefined;
}

export function severityOf(row: Pick<FindingRow, 'severity'>): Severity {
  return severitySchema.parse(row.severity);
}

export function stateOf(row: Pick<FindingRow, 'state'>): TriageState {
  return triageStateSchema.parse(row.state);
}

export function toFinding(row: FindingRow, environments: string[]): Finding {
  const details: Details = JSON.parse(row.details);
  return {
    id: row.id,
    serviceRef: row.service_ref,
    fingerprint: row.fingerprint,
    scanner: row.scanner,
    rule: row.rule,
    title: row.title,
    description: details.description,
    help: details.help,
    helpUrl: details.helpUrl,
    severity: severityOf(row),
    identifiers: details.identifiers,
    path: row.path ?? undefined,
    line: details.line,
    packageName: row.package_name ?? undefined,
    installedVersion: details.installedVersion,
    fixedVersion: row.fixed_version ?? undefined,
    state: stateOf(row),
    owner: row.owner ?? undefined,
    reason: row.reason ?? undefined,
    acceptedUntil: row.accepted_until ?? undefined,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    fixedAt: row.fixed_at ?? undefined,
    dueAt: row.due_at ?? undefined,
    environments,
  };
}

export function noFindings(): SeverityCounts {
  return { critical: 0, high: 0, medium: 0, low: 0 };
}
