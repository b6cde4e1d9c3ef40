import {
  ScanObservation,
  ScanResult,
} from '@fairway/backstage-plugin-delivery-node';
import knexFactory, { Knex } from 'knex';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { migrate } from '../src/database/openDatabase';
import { FindingIngest } from '../src/findings/FindingIngest';
import { findingWriterOf } from '../src/findings/FindingWriter';
import { NewFinding } from '../src/findings/findingColumns';
import { findingIdOf, scannedColumns } from '../src/findings/findingRow';

const AT = '2026-11-20T10:00:00.000Z';
const CHUNK = 250;

function resultOf(n: number): ScanResult {
  return {
    fingerprint: `${n.toString(16)}-0123456789abcdef`,
    rule: `py/rule-${n % 200}`,
    title: `Weakness number ${n % 200}`,
    description: `Query ${n} depends on a user-provided value.`,
    help: 'y'.repeat(300),
    severity: n % 3 === 0 ? 'high' : 'medium',
    identifiers: ['CWE-89'],
    path: `src/app/module_${n % 500}/handlers.py`,
    line: n % 900,
  };
}

function scansOf(count: number, size: number, round: number) {
  const results = Array.from({ length: size }, (_, n) => resultOf(n));
  return Array.from(
    { length: count },
    (_, index): ScanObservation => ({
      serviceRef: `component:default/service-${index}`,
      id: `scan-${round}`,
      scanner: 'CodeQL',
      scope: 'sast',
      commit: String(round).repeat(40),
      complete: true,
      at: `2026-11-2${round}T10:00:00.000Z`,
      results,
    }),
  );
}

/** The same finding rows alone, without history, sightings and counts, in the fastest way that is known. */
async function storeRaw(knex: Knex, scans: ScanObservation[]): Promise<void> {
  for (const { serviceRef, results } of scans) {
    const scanner = 'limit';
    const rows = results.map((result): NewFinding => {
      const { fingerprint } = result;
      return {
        id: findingIdOf({ serviceRef, scanner, scope: 'sast', fingerprint }),
        service_ref: serviceRef,
        fingerprint,
        scanner,
        scope: 'sast',
        ...scannedColumns(result),
        state: 'open',
        first_seen_at: AT,
        last_seen_at: AT,
        fixed_at: null,
        due_at: null,
      };
    });
    await knex.transaction(async trx => {
      const writer = await findingWriterOf(trx);
      for (let start = 0; start < rows.length; start += CHUNK) {
        await writer.insert(rows.slice(start, start + CHUNK));
      }
    });
  }
}

async function report(what: string, rows: number, work: () => Promise<void>) {
  let stall = 0;
  let last = performance.now();
  let running = true;
  const turn = () => {
    const now = performance.now();
    stall = Math.max(stall, now - last);
    last = now;
    if (running) {
      setImmediate(turn);
    }
  };
  turn();
  const cpu = process.cpuUsage();
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  stall = Math.max(stall, performance.now() - last);
  running = false;
  process.stdout.write(
    `${what}: ${Math.round(rows / seconds)} findings/s (${Math.round(
      rows / ((user + system) / 1e6),
    )} per CPU second), longest stall ${stall.toFixed(0)} ms\n`,
  );
}

async function measure(name: string, knex: Knex, count: number, size: number) {
  await migrate(knex);
  const clockDays = { critical: 7, high: 30 };
  const ingest = FindingIngest.create({ knex, clockDays });
  const all = async (scans: ScanObservation[]) => {
    for (const scan of scans) {
      await ingest.observeScan('bench', scan);
    }
  };
  const rows = count * size;
  const title = (what: string) => `${name}, ${count} scans of ${size}, ${what}`;
  await report(title('the limit (the bare rows)'), rows, () =>
    storeRaw(knex, scansOf(count, size, 1)),
  );
  await report(title('new'), rows, () => all(scansOf(count, size, 1)));
  await report(title('scanned again, unchanged'), rows, () =>
    all(scansOf(count, size, 2)),
  );
}

async function measureSqlite(folder: string, count: number, size: number) {
  const knex = knexFactory({
    client: 'better-sqlite3',
    connection: { filename: path.join(folder, `${count}-${size}.sqlite`) },
    useNullAsDefault: true,
  });
  try {
    await knex.raw('PRAGMA journal_mode = WAL');
    await knex.raw('PRAGMA synchronous = FULL');
    await measure('SQLite', knex, count, size);
  } finally {
    await knex.destroy();
  }
}

async function measurePostgres(url: string, count: number, size: number) {
  const schema = `fairway_bench_${process.pid}_${count}`;
  const knex = knexFactory({
    client: 'pg',
    connection: url,
    searchPath: [schema],
  });
  try {
    await knex.raw('create schema ??', [schema]);
    await measure('PostgreSQL', knex, count, size);
  } finally {
    await knex.raw('drop schema ?? cascade', [schema]);
    await knex.destroy();
  }
}

async function main() {
  const folder = await mkdtemp(path.join(tmpdir(), 'fairway-bench-'));
  const url = process.env.BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING;
  try {
    for (const [count, size] of [
      [40, 1_000],
      [200, 100],
    ]) {
      await measureSqlite(folder, count, size);
      if (url) {
        await measurePostgres(url, count, size);
      }
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

main().catch(error => {
  process.stderr.write(`${error}\n`);
  process.exitCode = 1;
});
