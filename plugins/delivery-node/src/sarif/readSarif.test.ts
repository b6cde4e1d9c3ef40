import { gzipSync } from 'node:zlib';
import { SarifScan } from './SarifScan';
import { readSarif } from './readSarif';

type Json = Record<string, unknown>;

function sarif(results: unknown[], rules: unknown[] = [], run: Json = {}) {
  return JSON.stringify({
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'CodeQL', semanticVersion: '2.19.0', rules } },
        results,
        ...run,
      },
    ],
  });
}

async function readOne(text: string): Promise<SarifScan> {
  const scans = await readSarif(text);
  expect(scans).toHaveLength(1);
  return scans[0];
}

const injection = (extra: Json = {}, region: Json = { startLine: 48 }) => ({
  ruleId: 'py/sql-injection',
  message: { text: 'This query depends on a user-provided value.' },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: './src/app/refunds.py' },
        region,
      },
    },
  ],
  ...extra,
});

const rule = (extra: Json = {}) => ({
  id: 'py/sql-injection',
  shortDescription: { text: 'SQL query built from user input' },
  help: { text: 'plain', markdown: '# Use parameters' },
  helpUri: 'https://codeql.github.com/py/sql-injection',
  properties: {
    tags: ['security', 'external/cwe/cwe-089'],
    'security-severity': '8.8',
  },
  ...extra,
});

describe('readSarif', () => {
  it('reads a CodeQL result with its rule', async () => {
    const scan = await readOne(sarif([injection()], [rule()]));
    expect(scan).toMatchObject({
      scanner: 'CodeQL',
      version: '2.19.0',
      complete: true,
      dropped: 0,
    });
    expect(scan.results[0]).toEqual({
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      rule: 'py/sql-injection',
      title: 'SQL query built from user input',
      description: 'This query depends on a user-provided value.',
      help: '# Use parameters',
      helpUrl: 'https://codeql.github.com/py/sql-injection',
      severity: 'high',
      identifiers: ['CWE-89'],
      path: 'src/app/refunds.py',
      line: 48,
    });
  });

  it.each([
    ['9.0', 'note', 'critical'],
    ['8.9', 'note', 'high'],
    ['4.0', 'note', 'medium'],
    ['3.9', 'error', 'low'],
    [7, 'note', 'high'],
    ['not a number', 'error', 'high'],
    [undefined, 'error', 'high'],
    [undefined, 'warning', 'medium'],
    [undefined, 'note', 'low'],
    [undefined, undefined, 'medium'],
  ])(
    'takes a score of %p before a level of %p: %s',
    async (score, level, severity) => {
      const scan = await readOne(
        sarif(
          [injection({ level })],
          [rule({ properties: { 'security-severity': score } })],
        ),
      );
      expect(scan.results[0].severity).toBe(severity);
    },
  );

  it('keeps the identity of a finding when lines move', async () => {
    const snippet = { text: 'db.execute(f"... {user}")' };
    const before = await readOne(
      sarif([injection({}, { startLine: 48, snippet })]),
    );
    const after = await readOne(
      sarif([
        injection(
          {},
          { startLine: 61, snippet: { text: `  ${snippet.text}` } },
        ),
      ]),
    );
    expect(after.results[0].fingerprint).toBe(before.results[0].fingerprint);
    expect(after.results[0].line).toBe(61);
  });

  it('keeps the identity when only a line number in the message changes', async () => {
    const at = (line: number) =>
      injection(
        { message: { text: `Flow from refunds.py:${line}` } },
        { startLine: line },
      );
    const before = await readOne(sarif([at(48)]));
    const after = await readOne(sarif([at(61)]));
    expect(after.results[0].fingerprint).toBe(before.results[0].fingerprint);
  });

  it('counts the same code twice in a file as two findings', async () => {
    const scan = await readOne(sarif([injection(), injection()]));
    expect(new Set(scan.results.map(r => r.fingerprint)).size).toBe(2);
  });

  it("prefers the scanner's full fingerprints and ignores their order", async () => {
    const one = await readOne(
      sarif([injection({ fingerprints: { 'a/v1': '1', 'b/v1': '2' } })]),
    );
    const moved = await readOne(
      sarif([
        injection({
          fingerprints: { 'b/v1': '2', 'a/v1': '1' },
          partialFingerprints: { primaryLocationLineHash: 'changed' },
          locations: [],
        }),
      ]),
    );
    expect(moved.results[0].fingerprint).toBe(one.results[0].fingerprint);
  });

  it('tells results apart that share a partial fingerprint but not the package', async () => {
    const cve = (name: string) => ({
      ruleId: 'CVE-2026-1234',
      message: { text: `Package: ${name}\nInstalled Version: 1` },
      partialFingerprints: { primaryLocationLineHash: 'x:1' },
    });
    const scan = await readOne(sarif([cve('openssl'), cve('libssl3')]));
    expect(scan.results).toHaveLength(2);
  });

  it("reads Trivy's package lines", async () => {
    const scan = await readOne(
      sarif([
        {
          ruleId: 'CVE-2026-1234',
          message: {
            text: 'Package: openssl\nInstalled Version: 3.0.15\nVulnerability CVE-2026-1234\nSeverity: CRITICAL\nFixed Version: 3.0.19\nLink: [CVE](https://avd.example)',
          },
        },
      ]),
    );
    expect(scan.results[0]).toMatchObject({
      packageName: 'openssl',
      installedVersion: '3.0.15',
      fixedVersion: '3.0.19',
      identifiers: ['CVE-2026-1234'],
    });
  });

  it("reads Grype's package from the message and the fix from the rule", async () => {
    const scan = await readOne(
      sarif(
        [
          {
            ruleId: 'CVE-2026-1234-openssl',
            message: {
              text: 'A critical vulnerability in deb package: openssl, version 3.0.15 was found at: /var/lib/dpkg/status',
            },
          },
        ],
        [
          {
            id: 'CVE-2026-1234-openssl',
            help: {
              text: 'Vulnerability CVE-2026-1234\nSeverity: critical\nPackage: openssl\nVersion: 3.0.15\nFix Version: 3.0.19\nType: deb',
            },
            properties: { 'security-severity': '9.8' },
          },
        ],
      ),
    );
    expect(scan.results[0]).toMatchObject({
      severity: 'critical',
      packageName: 'openssl',
      installedVersion: '3.0.15',
      fixedVersion: '3.0.19',
      identifiers: ['CVE-2026-1234'],
    });
  });

  it('finds a rule in an extension by index', async () => {
    const text = JSON.stringify({
      version: '2.1.0',
      runs: [
        {
          tool: {
            driver: { name: 'CodeQL' },
            extensions: [{ name: 'python-queries', rules: [rule()] }],
          },
          results: [
            injection({
              ruleId: undefined,
              rule: { index: 0, toolComponent: { index: 0 } },
            }),
          ],
        },
      ],
    });
    const scan = await readOne(text);
    expect(scan.results[0].title).toBe('SQL query built from user input');
  });

  it('skips what is suppressed, absent or no weakness, without calling the scan incomplete', async () => {
    const scan = await readOne(
      sarif([
        injection({ suppressions: [{ kind: 'inSource' }] }),
        injection({ baselineState: 'absent' }),
        injection({ kind: 'pass' }),
        injection({ suppressions: [{ kind: 'external', status: 'rejected' }] }),
      ]),
    );
    expect(scan.results).toHaveLength(1);
    expect(scan.complete).toBe(true);
  });

  it('calls a run incomplete if the tool failed, listed nothing or results were dropped', async () => {
    const failed = sarif([], [], {
      invocations: [{ executionSuccessful: false }],
    });
    expect((await readOne(failed)).complete).toBe(false);
    const silent = sarif([], [], { results: undefined });
    expect((await readOne(silent)).complete).toBe(false);
    const [cut] = await readSarif(
      sarif([injection({ ruleId: 'a' }), injection({ ruleId: 'b' })]),
      { results: 1 },
    );
    expect(cut).toMatchObject({ complete: false, dropped: 1 });
    const unreadable = await readOne(sarif([injection(), 'nonsense', {}]));
    expect(unreadable).toMatchObject({ complete: false, dropped: 2 });
    expect(unreadable.results).toHaveLength(1);
  });
});

/** A file that arrives in pieces. */
async function* inPieces(bytes: Buffer, size: number) {
  for (let start = 0; start < bytes.length; start += size) {
    yield bytes.subarray(start, start + size);
  }
}

describe('readSarif while the file arrives', () => {
  const text = sarif(
    [
      injection({ message: { text: 'a \\" quote, a \\\\, {[ and é and 🚀' } }),
      injection({ ruleId: 'b', level: 'note' }),
    ],
    [rule()],
    { invocations: [{ executionSuccessful: true }], columnKind: 'x' },
  );

  it('reads the same wherever the file is cut', async () => {
    const whole = await readSarif(text);
    expect(whole[0].results).toHaveLength(2);
    const bytes = Buffer.from(text);
    for (let size = 1; size <= 64; size += 1) {
      expect(await readSarif(inPieces(bytes, size))).toEqual(whole);
    }
  });

  it('reads it indented, with a byte order mark, and with what it does not know', async () => {
    const { version, runs } = JSON.parse(text);
    const spread = JSON.stringify(
      {
        inlineExternalProperties: [{ results: [1, [], {}, 'a]}'] }],
        runs,
        properties: { runs: [{ tool: 1 }], n: -1.5e3, t: true, z: null },
        version,
      },
      undefined,
      2,
    );
    expect(await readSarif(`\uFEFF${spread}\n`)).toEqual(await readSarif(text));
  });

  it('finds the rules of results that come before their tool', async () => {
    const { version, runs } = JSON.parse(text);
    const [{ tool, results, ...run }] = runs;
    const reversed = JSON.stringify({
      version,
      runs: [{ results, ...run, tool }],
    });
    expect(await readSarif(reversed)).toEqual(await readSarif(text));
  });

  it('reads gzip, from bytes and while it arrives', async () => {
    const zipped = gzipSync(text);
    const whole = await readSarif(text);
    expect(await readSarif(zipped)).toEqual(whole);
    expect(await readSarif(inPieces(zipped, 1))).toEqual(whole);
  });

  it('gives other work a turn in between', async () => {
    const many = sarif(
      Array.from({ length: 1_000 }, (_, n) =>
        injection({
          fingerprints: { id: String(n) },
          properties: { padding: 'x'.repeat(3_000) },
        }),
      ),
    );
    let turns = 0;
    let running = true;
    const turn = () => {
      turns += 1;
      if (running) {
        setImmediate(turn);
      }
    };
    setImmediate(turn);
    const scan = await readOne(many);
    running = false;
    expect(scan.results).toHaveLength(1_000);
    expect(turns).toBeGreaterThan(10);
  });

  it('passes on why the file did not arrive', async () => {
    async function* broken() {
      yield Buffer.from(text.slice(0, 50));
      throw new Error('connection lost');
    }
    await expect(readSarif(broken())).rejects.toThrow('connection lost');
    async function* brokenZip() {
      yield gzipSync(text).subarray(0, 50);
      throw new Error('connection lost');
    }
    await expect(readSarif(brokenZip())).rejects.toThrow('connection lost');
  });
});

describe('readSarif with a broken file', () => {
  it.each([
    ['between values', '"results":[', '"results":;[', ';'],
    ['in a result', '"startLine":48', '"startLine":48,,', ',,'],
    ['after the end', ']}]}', ']}]};', ';'],
  ])('says at which byte it is broken %s', async (_where, from, to, bad) => {
    const good = sarif([
      injection({ ruleId: 'é' }),
      injection({ ruleId: 'b' }, { startLine: 48, x: 1 }),
    ]);
    const text = good.replace(from, to);
    expect(text).not.toBe(good);
    const at = Buffer.byteLength(text.slice(0, text.indexOf(bad)));
    const message = await readSarif(text).then(
      () => 'it was read',
      error => String(error.message),
    );
    const said = Number(/broken at byte (\d+)$/.exec(message)?.[1]);
    expect([message, Math.abs(said - at) <= 1]).toEqual([message, true]);
  });

  it('says that it ends too early', async () => {
    const text = sarif([injection()]);
    for (const length of [0, 1, 20, text.length - 2]) {
      await expect(readSarif(text.slice(0, length))).rejects.toThrow(
        `it ends too early, at byte ${length}`,
      );
    }
  });

  it.each([
    '{"version":"2.1.0","runs":[],}',
    '{"version":"2.1.0","runs":[{},]}',
    '{"version":"2.1.0" "runs":[]}',
    '{"version":"2.1.0","runs":[]]',
    '{version:"2.1.0"}',
    '[1 2]',
    '}',
  ])('refuses %p', async text => {
    await expect(readSarif(text)).rejects.toThrow(
      /not JSON: it is broken at byte|not SARIF|A run/,
    );
  });

  it.each([
    ['[]', 'it is no object|it has no list'],
    ['{"version":"2.1.0"}', 'it has no list of runs'],
    ['{"version":"2.1.0","runs":{}}', 'it has no list of runs'],
    ['{"version":"2.1.0","runs":null}', 'it has no list of runs'],
    ['{"runs":[]}', 'its version is missing'],
    ['{"version":"2.1.0","runs":[7]}', 'A run .* no object'],
    [sarif([]).replace('"results":[]', '"results":{}'), 'results are no list'],
    [sarif([]).replace('"results":[]', '"results":7'), 'results are no list'],
  ])('says what is wrong with %p', async (text, message) => {
    await expect(readSarif(text)).rejects.toThrow(new RegExp(message));
  });

  it('says that it cannot be decompressed', async () => {
    const zipped = gzipSync(sarif([injection()]));
    zipped.fill(0, 12);
    await expect(readSarif(zipped)).rejects.toThrow('cannot be decompressed');
  });
});

describe('readSarif with hostile input', () => {
  it.each([
    ['no JSON', '{', 'not JSON'],
    ['another version', '{"version":"2.0.0","runs":[]}', 'not SARIF 2.1.0'],
    ['null', 'null', 'not SARIF 2.1.0'],
    ['a run without a tool', '{"version":"2.1.0","runs":[{}]}', 'A run'],
  ])('refuses %s', async (_name, text, message) => {
    await expect(readSarif(text)).rejects.toThrow(message);
  });

  it('refuses too large a file and too many runs', async () => {
    await expect(readSarif(sarif([]), { bytes: 10 })).rejects.toThrow(
      'larger than the 10 bytes',
    );
    await expect(readSarif(sarif([]), { runs: 0 })).rejects.toThrow('1 runs');
  });

  it('stops a file that inflates to more than is accepted', async () => {
    const bomb = gzipSync(Buffer.alloc(5_000_000, ' '));
    expect(bomb.length).toBeLessThan(10_000);
    await expect(readSarif(bomb, { bytes: 100_000 })).rejects.toThrow(
      'larger than the 100000 bytes',
    );
  });

  it('drops and counts a result that is nested too deep or too large, and reads the others', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const text = sarif([
      injection({ properties: { deep: 'HERE' } }),
      injection({ message: { text: 'x'.repeat(5_000_000) } }),
      injection(),
    ]).replace('"HERE"', deep);
    expect(await readOne(text)).toMatchObject({
      results: [expect.objectContaining({ rule: 'py/sql-injection' })],
      dropped: 2,
      complete: false,
    });
  });

  it('counts what it cuts off in all runs together', async () => {
    const { runs } = JSON.parse(
      sarif(['a', 'b'].map(ruleId => injection({ ruleId }))),
    );
    const text = JSON.stringify({
      version: '2.1.0',
      runs: [...runs, ...runs],
    });
    const scans = await readSarif(text, { resultsInAll: 3 });
    expect(scans.map(scan => [scan.results.length, scan.dropped])).toEqual([
      [2, 0],
      [1, 1],
    ]);
  });

  it('keeps the place of a rule that cannot be read', async () => {
    const scan = await readOne(
      sarif([injection({ ruleId: undefined, ruleIndex: 1 })], [7, rule()]),
    );
    expect(scan.results[0].title).toBe('SQL query built from user input');
  });

  it('pollutes no prototype', async () => {
    const text = sarif([injection()], [rule()]).replace(
      '"message":',
      '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"fingerprints":{"__proto__":"x","constructor":"y"},"message":',
    );
    const scan = await readOne(text);
    expect(scan.results).toHaveLength(1);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(Object.keys(scan.results[0])).not.toContain('__proto__');
  });

  it('survives deep nesting', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const text = sarif([injection({ properties: { deep: 'HERE' } })]).replace(
      '"HERE"',
      deep,
    );
    const scans = await readSarif(text).catch(error => error.message);
    expect([scans].flat()).toHaveLength(1);
  });

  it('cuts huge strings', async () => {
    const huge = 'x'.repeat(1_000_000);
    const scan = await readOne(
      sarif(
        [injection({ ruleId: huge, message: { text: huge } })],
        [rule({ id: huge, shortDescription: { text: huge } })],
      ),
    );
    const [result] = scan.results;
    expect(result.rule).toHaveLength(300);
    expect(result.title).toHaveLength(500);
    expect(result.description).toHaveLength(5_000);
  });

  it.each([
    ['java', 'script:alert(1)'].join(''),
    'data:text/html,x',
    'file:///etc/passwd',
    3,
  ])('drops the link %p', async helpUri => {
    const scan = await readOne(sarif([injection()], [rule({ helpUri })]));
    expect(scan.results[0]).not.toHaveProperty('helpUrl');
  });

  it('ignores an index that points nowhere', async () => {
    const scan = await readOne(
      sarif([injection({ ruleIndex: 99_999 })], [rule()]),
    );
    expect(scan.results[0].title).toBe('SQL query built from user input');
  });
});
