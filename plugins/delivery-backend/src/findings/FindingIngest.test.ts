import {
  ScanObservation,
  ScanResult,
} from '@fairway/backstage-plugin-delivery-node';
import { findingsQuerySchema } from '@fairway/backstage-plugin-delivery-common';
import fc from 'fast-check';
import { Knex } from 'knex';
import { testDatabases } from '../__testUtils__/databases';
import { migrate } from '../database/openDatabase';
import { DatabaseServiceStore } from '../services/DatabaseServiceStore';
import { FindingIngest } from './FindingIngest';
import { FindingStore } from './FindingStore';
import { FindingTriage } from './FindingTriage';
import { listFindings } from './listFindings';

jest.setTimeout(60_000);

const databases = testDatabases();
const serviceRef = 'component:default/checkout-api';
const clockDays = { critical: 7, high: 30 };
const now = new Date('2026-11-20T12:00:00.000Z');

const result = (
  fingerprint: string,
  more: Partial<ScanResult> = {},
): ScanResult => ({
  fingerprint,
  rule: `rule-${fingerprint}`,
  title: `Weakness ${fingerprint}`,
  severity: 'high',
  identifiers: ['CWE-89'],
  path: 'src/app/refunds.py',
  ...more,
});

let scans = 0;
const scan = (
  day: number,
  commit: string,
  results: ScanResult[],
  more: Partial<ScanObservation> = {},
): ScanObservation => {
  scans += 1;
  return {
    serviceRef,
    id: `scan-${scans}`,
    scanner: 'CodeQL',
    scope: 'sast',
    commit,
    complete: true,
    at: `2026-11-${String(day).padStart(2, '0')}T10:00:00.000Z`,
    results,
    ...more,
  };
};

describe.each(databases.eachSupportedId())('findings on %s', id => {
  let knex: Knex;
  let ingest: FindingIngest;
  let store: FindingStore;
  let triage: FindingTriage;

  beforeEach(async () => {
    knex = await databases.init(id);
    await migrate(knex);
    ingest = FindingIngest.create({ knex, clockDays });
    store = FindingStore.create({ knex });
    triage = FindingTriage.create({ knex, clockDays });
  });
  afterEach(() => knex.destroy());

  const take = (each: ScanObservation) => ingest.observeScan('github', each);
  const list = async (
    query: object = {},
    commit?: string,
    runningCommits: string[] = [],
  ) => {
    const page = await listFindings(knex, {
      serviceRef,
      query: findingsQuerySchema.parse(query),
      commit,
      runningCommits,
      now,
    });
    return page.rows;
  };
  const states = async () =>
    Object.fromEntries(
      (await list({ state: 'any', limit: 200 })).map(row => [
        row.fingerprint,
        row.state,
      ]),
    );
  const idOf = async (fingerprint: string) => {
    const rows = await list({ state: 'any', limit: 200 });
    return rows.find(row => row.fingerprint === fingerprint)?.id ?? 'none';
  };
  const accept = async (fingerprint: string, until: string) =>
    triage.decide(
      serviceRef,
      await idOf(fingerprint),
      {
        state: 'risk-accepted',
        owner: 'user:default/sam',
        reason: 'not reachable',
        acceptedUntil: until,
      },
      'user:default/sam',
      now,
    );

  it('closes what a complete scan no longer reports, and opens it again when it comes back', async () => {
    await take(scan(1, 'c1', [result('a'), result('b')]));
    await take(scan(2, 'c2', [result('b')]));
    expect(await states()).toEqual({ a: 'fixed', b: 'open' });
    await take(scan(3, 'c3', [result('a'), result('b')]));
    expect(await states()).toEqual({ a: 'open', b: 'open' });
    const detail = await store.detail(serviceRef, await idOf('a'), []);
    expect(detail?.history.map(each => each.note)).toEqual([
      'Reported again by CodeQL',
      'No longer reported by CodeQL',
      'Reported by CodeQL',
    ]);
    expect(detail?.witnesses).toHaveLength(2);
  });

  it('closes nothing after an incomplete scan, or one of another scope', async () => {
    await take(scan(1, 'c1', [result('a')]));
    await take(scan(2, 'c2', [], { complete: false }));
    await take(scan(3, 'c3', [], { scope: 'image', scanner: 'Grype' }));
    expect(await states()).toEqual({ a: 'open' });
  });

  it('keeps a finding that moved to another line, with the new line', async () => {
    await take(scan(1, 'c1', [result('a', { line: 48 })]));
    await take(scan(2, 'c2', [result('a', { line: 51 })]));
    const detail = await store.detail(serviceRef, await idOf('a'), []);
    expect(detail).toMatchObject({ state: 'open', line: 51 });
    expect(detail?.history).toHaveLength(1);
  });

  it('takes the same scan once', async () => {
    const first = scan(1, 'c1', [result('a')]);
    expect(await take(first)).toBe(true);
    expect(await take(first)).toBe(false);
    expect(await ingest.knownScans('github', serviceRef)).toEqual(
      new Set([first.id]),
    );
  });

  it('lets a decision survive every scan, also when the finding was gone for a while', async () => {
    await take(scan(1, 'c1', [result('a')]));
    await accept('a', '2026-12-18T00:00:00Z');
    await take(scan(2, 'c2', [result('a', { title: 'Renamed' })]));
    expect(await states()).toEqual({ a: 'risk-accepted' });
    await take(scan(3, 'c3', []));
    expect(await states()).toEqual({ a: 'fixed' });
    await take(scan(4, 'c4', [result('a')]));
    expect(await states()).toEqual({ a: 'risk-accepted' });
  });

  it('opens an accepted risk again when its time is over', async () => {
    await take(scan(1, 'c1', [result('a'), result('b')]));
    await accept('a', '2026-11-21T00:00:00Z');
    expect(await triage.expire(now)).toEqual([]);
    expect(await store.openCounts(serviceRef, 'c1')).toMatchObject({ high: 1 });
    expect(await triage.expire(new Date('2026-11-21T00:00:00.000Z'))).toEqual([
      serviceRef,
    ]);
    expect(await states()).toEqual({ a: 'open', b: 'open' });
    expect(await store.openCounts(serviceRef, 'c1')).toMatchObject({ high: 2 });
    const [reopened] = await list({ q: 'weakness a' });
    expect(reopened.due_at).toBe('2026-12-01T10:00:00.000Z');
  });

  it('keeps a decision that is made while accepted risks expire', async () => {
    await take(scan(1, 'c1', [result('a')]));
    await accept('a', '2026-11-21T00:00:00Z');
    // Somebody prolongs what the expiry has read already.
    let prolonged = false;
    const transaction = knex.transaction.bind(knex);
    const slow = new Proxy(knex, {
      get: (target, name) =>
        name === 'transaction'
          ? async (work: (trx: Knex.Transaction) => Promise<unknown>) => {
              if (!prolonged) {
                prolonged = true;
                await accept('a', '2027-01-01T00:00:00Z');
              }
              return transaction(work);
            }
          : Reflect.get(target, name),
    });
    const expiring = FindingTriage.create({ knex: slow, clockDays });
    expect(await expiring.expire(new Date('2026-11-21T00:00:00.000Z'))).toEqual(
      [],
    );
    expect(await states()).toEqual({ a: 'risk-accepted' });
    expect(await list({ state: 'any' })).toMatchObject([
      { accepted_until: '2027-01-01T00:00:00.000Z' },
    ]);
  });

  it.each([1, 3])(
    'counts exactly when %p people decide while an accepted risk expires',
    async people => {
      await DatabaseServiceStore.create({ knex }).replaceAll([
        {
          ref: serviceRef,
          namespace: 'default',
          name: 'checkout-api',
          title: 'Checkout API',
          pipeline: 'standard',
          annotations: {},
        },
      ]);
      const dismiss = (finding: string) =>
        triage.decide(
          serviceRef,
          finding,
          { state: 'false-positive', reason: 'test code' },
          'user:default/sam',
          now,
        );
      for (let round = 1; round <= 8; round += 1) {
        const names = Array.from(
          { length: people + 2 },
          (_, n) => `f${round}-${n}`,
        );
        const commit = `c${round}`;
        await take(
          scan(
            round,
            commit,
            names.map(name => result(name)),
            { scope: commit },
          ),
        );
        await accept(names[0], '2026-11-21T00:00:00Z');
        const ids = await Promise.all(names.slice(2).map(idOf));
        await Promise.all([
          triage.expire(new Date('2026-11-21T00:00:00.000Z')),
          ...ids.map(dismiss),
        ]);
        expect(await store.totals(serviceRef)).toMatchObject({
          open: round * 2,
          decided: round * people,
        });
        expect(await store.openCounts(serviceRef, commit)).toMatchObject({
          high: 2,
        });
      }
    },
  );

  it('refuses an acceptance that ended already', async () => {
    await take(scan(1, 'c1', [result('a')]));
    await expect(accept('a', '2026-11-19T00:00:00Z')).rejects.toThrow(
      'acceptedUntil: 2026-11-19T00:00:00Z is past',
    );
  });

  it('reads a late scan as history: it opens and closes nothing', async () => {
    await take(scan(5, 'c5', [result('a')]));
    await take(scan(2, 'c2', [result('old')]));
    expect(await states()).toEqual({ a: 'open', old: 'fixed' });
    const detail = await store.detail(serviceRef, await idOf('old'), []);
    expect(detail?.fixedAt).toBe('2026-11-05T10:00:00.000Z');
    expect(await store.openCounts(serviceRef, 'c2')).toMatchObject({ high: 1 });
  });

  it('counts for a release what the newest complete scan of each scope found at its commit', async () => {
    await take(scan(1, 'c1', [result('a'), result('b')]));
    await take(scan(2, 'c1', [result('a')]));
    await take(
      scan(
        2,
        'c1',
        [result('x', { severity: 'critical', fixedVersion: '2' })],
        {
          scope: 'image',
          scanner: 'Grype',
        },
      ),
    );
    const found = await store.scansOfCommit(serviceRef, 'c1');
    expect(found).toHaveLength(2);
    expect(found).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          scope: 'sast',
          open: { critical: 0, high: 1, medium: 0, low: 0 },
          fixable: { critical: 0, high: 0, medium: 0, low: 0 },
        }),
        expect.objectContaining({
          scope: 'image',
          open: { critical: 1, high: 0, medium: 0, low: 0 },
          fixable: { critical: 1, high: 0, medium: 0, low: 0 },
        }),
      ]),
    );
    expect(await store.scansOfCommit(serviceRef, 'never')).toEqual([]);
  });

  it('still counts for an older release what was fixed since, but not what was dismissed', async () => {
    await take(scan(1, 'c1', [result('a'), result('b')]));
    await take(scan(2, 'c2', []));
    expect(await store.openCounts(serviceRef, 'c1')).toMatchObject({ high: 2 });
    await triage.decide(
      serviceRef,
      await idOf('a'),
      { state: 'false-positive', reason: 'test code' },
      'user:default/sam',
      now,
    );
    expect(await store.openCounts(serviceRef, 'c1')).toMatchObject({ high: 1 });
    expect(
      (await list({ state: 'open' }, 'c1')).map(r => r.fingerprint),
    ).toEqual(['b']);
  });

  it('hides nothing as fixed that still runs somewhere', async () => {
    await take(scan(1, 'c1', [result('a'), result('b')]));
    await take(scan(2, 'c2', [result('b')]));
    const shown = async (query: object, running: string[]) =>
      (await list(query, undefined, running)).map(row => row.fingerprint);
    expect(await shown({}, ['c1', 'c2'])).toEqual(['a', 'b']);
    expect(await shown({}, ['c2'])).toEqual(['b']);
    expect(await shown({ state: 'fixed' }, ['c1'])).toEqual(['a']);
    expect(await shown({ state: 'open' }, ['c1'])).toEqual(['b']);
  });

  it('knows the newest scan of each scanner and scope, also when an older one arrived later', async () => {
    await take(scan(9, 'c2', []));
    await take(scan(3, 'c1', []));
    await take(scan(5, 'c1', [], { scope: 'image' }));
    expect(
      (await store.scans(serviceRef)).map(each => [each.scope, each.at]),
    ).toEqual([
      ['sast', '2026-11-09T10:00:00.000Z'],
      ['image', '2026-11-05T10:00:00.000Z'],
    ]);
  });

  it('says what one release fixes and introduces against another', async () => {
    await take(scan(1, 'c1', [result('old'), result('both')]));
    await take(scan(2, 'c2', [result('both'), result('new')]));
    const compared = await store.compare(serviceRef, 'c1', 'c2');
    expect(compared).toMatchObject({
      known: true,
      fixed: [{ title: 'Weakness old', detail: 'src/app/refunds.py' }],
      introduced: [{ title: 'Weakness new' }],
      asOf: '2026-11-02T10:00:00.000Z',
    });
    expect(await store.compare(serviceRef, 'c1', 'never')).toEqual({
      known: false,
      fixed: [],
      introduced: [],
    });
  });

  it('tells in which environments a finding is exposed, and what is overdue there', async () => {
    await take(scan(1, 'c1', [result('a', { severity: 'critical' })]));
    await take(
      scan(19, 'c2', [result('a', { severity: 'critical' }), result('b')]),
    );
    const rows = await list();
    const shown = await store.withEnvironments(serviceRef, rows, [
      { environment: 'production', commit: 'c1' },
      { environment: 'staging', commit: 'c2' },
    ]);
    expect(shown.map(each => [each.fingerprint, each.environments])).toEqual([
      ['a', ['production', 'staging']],
      ['b', ['staging']],
    ]);
    expect(await store.overdue(serviceRef, 'c1', now.toISOString())).toBe(1);
    expect((await list({ overdue: 'true' })).map(r => r.fingerprint)).toEqual([
      'a',
    ]);
  });

  it('pages through findings, worst first, without missing or repeating one', async () => {
    const severities = ['low', 'critical', 'medium', 'high'] as const;
    await take(
      scan(
        1,
        'c1',
        Array.from({ length: 23 }, (_, n) =>
          result(`f${n}`, { severity: severities[n % 4] }),
        ),
      ),
    );
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listFindings(knex, {
        serviceRef,
        query: findingsQuerySchema.parse({ limit: 5, cursor }),
        runningCommits: [],
        now,
      });
      expect(page.total).toBe(23);
      seen.push(...page.rows.map(row => row.severity));
      cursor = page.nextCursor;
    } while (cursor);
    expect(seen).toHaveLength(23);
    expect(seen).toEqual(
      [...seen].sort(
        (a, b) =>
          ['critical', 'high', 'medium', 'low'].indexOf(a) -
          ['critical', 'high', 'medium', 'low'].indexOf(b),
      ),
    );
  });

  it('finds text literally', async () => {
    await take(
      scan(1, 'c1', [
        result('a', { title: '100% of input' }),
        result('b', { title: '1000 inputs' }),
      ]),
    );
    expect((await list({ q: '100%' })).map(r => r.fingerprint)).toEqual(['a']);
  });

  it('keeps totals and trend exact', async () => {
    await take(scan(1, 'c1', [result('a'), result('b', { severity: 'low' })]));
    await take(scan(3, 'c2', [result('b', { severity: 'low' }), result('c')]));
    expect(await store.totals(serviceRef)).toMatchObject({
      total: 3,
      open: 2,
      decided: 0,
      openCounts: { high: 1, low: 1 },
    });
    expect(await store.trend(serviceRef, '2026-11-02')).toEqual([
      {
        day: '2026-11-01',
        criticalAndHigh: 1,
        lower: 1,
        introduced: 2,
        fixed: 0,
      },
      {
        day: '2026-11-03',
        criticalAndHigh: 1,
        lower: 1,
        introduced: 1,
        fixed: 1,
      },
    ]);
  });

  it('counts a scan that is read late for the newest day, and leaves the days before as they were', async () => {
    await take(scan(1, 'c1', [result('a'), result('b'), result('c')]));
    await take(scan(5, 'c2', []));
    await take(scan(1, 'c1', [result('x')], { scope: 'image' }));
    expect(await store.trend(serviceRef, '2026-11-01')).toEqual([
      {
        day: '2026-11-01',
        criticalAndHigh: 3,
        lower: 0,
        introduced: 3,
        fixed: 0,
      },
      {
        day: '2026-11-05',
        criticalAndHigh: 1,
        lower: 0,
        introduced: 1,
        fixed: 3,
      },
    ]);
  });

  it('has exact rollups after any history of scans and decisions', async () => {
    const name = fc.constantFrom('a', 'b', 'c', 'd');
    const step = fc.oneof(
      fc.record({
        kind: fc.constant('scan' as const),
        day: fc.integer({ min: 1, max: 19 }),
        commit: fc.constantFrom('c1', 'c2'),
        found: fc.uniqueArray(name),
        complete: fc.boolean(),
        severity: fc.constantFrom('critical' as const, 'low' as const),
      }),
      fc.record({
        kind: fc.constant('decide' as const),
        on: name,
        state: fc.constantFrom('open' as const, 'false-positive' as const),
      }),
    );
    let run = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 10 }), async steps => {
        run += 1;
        const ref = `component:default/generated-${run}`;
        for (const each of steps) {
          if (each.kind === 'scan') {
            await take(
              scan(
                each.day,
                each.commit,
                each.found.map(n => result(n, { severity: each.severity })),
                { serviceRef: ref, complete: each.complete },
              ),
            );
          } else {
            const row = await knex('findings')
              .where({ service_ref: ref, fingerprint: each.on })
              .first();
            if (row) {
              await triage.decide(
                ref,
                row.id,
                { state: each.state, reason: 'because' },
                'user:default/sam',
                now,
              );
            }
          }
        }
        for (const commit of ['c1', 'c2']) {
          const known = await store.openCounts(ref, commit);
          const { introduced } = await store.compare(ref, undefined, commit);
          const total = known
            ? known.critical + known.high + known.medium + known.low
            : 0;
          expect(introduced).toHaveLength(total);
        }
        const totals = await store.totals(ref);
        const open = await knex('findings')
          .where({ service_ref: ref })
          .whereIn('state', ['open', 'acknowledged'])
          .select('id');
        expect(totals.open).toBe(open.length);
      }),
      { numRuns: 25 },
    );
  });
});
