import {
  ScanObservation,
  ScanResult,
} from '@fairway/backstage-plugin-delivery-node';
import { TriageState } from '@fairway/backstage-plugin-delivery-common';
import { ClockDays } from '../pipelines/pipelineConfig';
import { ChangedFinding, NewFinding } from './findingColumns';
import {
  dueAtOf,
  findingIdOf,
  FindingRow,
  scannedColumns,
  severityOf,
  stateOf,
} from './findingRow';
import { FindingWriter } from './FindingWriter';

/** What a scan changed so far. */
export interface Tally {
  /** Findings that the scan reported. */
  keys: Set<number>;
  introduced: number;
  fixed: number;
  /** Findings whose severity changed what older commits count. */
  recount: number[];
}

interface Chunk {
  scan: ScanObservation;
  scanKey: number;
  results: ScanResult[];
  /** When a later complete scan was made: then this one tells what was, not what is. */
  supersededAt: string | undefined;
  clockDays: ClockDays;
  tally: Tally;
}

/** Stores some results of a scan, with few statements for all of them. */
export async function storeResults(
  writer: FindingWriter,
  chunk: Chunk,
): Promise<void> {
  const { scan, scanKey, results, supersededAt, tally } = chunk;
  const byId = new Map(
    results.map(result => [
      findingIdOf({ ...scan, fingerprint: result.fingerprint }),
      result,
    ]),
  );
  const known = await writer.known([...byId.keys()]);
  const knownKeys = known.map(row => row.key);
  if (!supersededAt) {
    await seeAgain(writer, chunk, known, byId);
  }
  await writer.touch(knownKeys, scan.at);
  for (const row of known) {
    byId.delete(row.id);
  }
  const freshKeys = await insert(writer, chunk, byId);
  tally.introduced += supersededAt ? 0 : freshKeys.length;
  const keys = [...knownKeys, ...freshKeys];
  await writer.sight(scanKey, keys);
  keys.forEach(key => tally.keys.add(key));
}

async function insert(
  writer: FindingWriter,
  { scan, supersededAt, clockDays }: Chunk,
  fresh: ReadonlyMap<string, ScanResult>,
): Promise<number[]> {
  if (fresh.size === 0) {
    return [];
  }
  const state: TriageState = supersededAt ? 'fixed' : 'open';
  const rows = [...fresh].map(([id, result]): NewFinding => {
    const { severity } = result;
    return {
      id,
      service_ref: scan.serviceRef,
      fingerprint: result.fingerprint.slice(0, 500),
      scanner: scan.scanner,
      scope: scan.scope,
      ...scannedColumns(result),
      state,
      first_seen_at: scan.at,
      last_seen_at: scan.at,
      fixed_at: supersededAt ?? null,
      due_at:
        dueAtOf({ severity, state, firstSeenAt: scan.at, clockDays }) ?? null,
    };
  });
  const keys = await writer.insert(rows);
  await writer.transition(keys, {
    at: scan.at,
    state: 'open',
    note: `Reported by ${scan.scanner}`,
  });
  if (supersededAt) {
    await writer.transition(keys, {
      at: supersededAt,
      state: 'fixed',
      note: `No longer reported by ${scan.scanner}`,
    });
  }
  return keys;
}

/** Takes over what the scanner says now; brings back what had been fixed, with the decision it had. */
async function seeAgain(
  writer: FindingWriter,
  { scan, clockDays, tally }: Chunk,
  known: FindingRow[],
  byId: ReadonlyMap<string, ScanResult>,
): Promise<void> {
  const changed: ChangedFinding[] = [];
  const back = new Map<TriageState, number[]>();
  for (const row of known) {
    const result = byId.get(row.id);
    const columns = result && scannedColumns(result);
    const wasFixed = stateOf(row) === 'fixed';
    if (!columns || (!wasFixed && sameColumns(row, columns))) {
      continue;
    }
    const state = wasFixed ? decisionOf(row, scan.at) : stateOf(row);
    const { severity } = result;
    const firstSeenAt = row.first_seen_at;
    changed.push({
      key: row.key,
      ...columns,
      state,
      fixed_at: null,
      due_at: dueAtOf({ severity, state, firstSeenAt, clockDays }) ?? null,
    });
    if (wasFixed) {
      back.set(state, [...(back.get(state) ?? []), row.key]);
      tally.introduced += 1;
    }
    if (severityOf(row) !== severity) {
      tally.recount.push(row.key);
    }
  }
  await writer.change(changed);
  for (const [state, keys] of back) {
    await writer.transition(keys, {
      at: scan.at,
      state,
      note: `Reported again by ${scan.scanner}`,
    });
  }
}

function sameColumns(
  row: FindingRow,
  columns: ReturnType<typeof scannedColumns>,
): boolean {
  return (
    row.details === columns.details &&
    row.title === columns.title &&
    row.rule === columns.rule &&
    row.severity === columns.severity &&
    row.path === columns.path &&
    row.package_name === columns.package_name &&
    row.fixed_version === columns.fixed_version
  );
}

/** The state a person chose, unless what was accepted has ended. */
function decisionOf(row: FindingRow, at: string): TriageState {
  if (!row.decision || (row.accepted_until && row.accepted_until <= at)) {
    return 'open';
  }
  return stateOf({ state: row.decision });
}
