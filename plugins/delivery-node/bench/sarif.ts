import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { readSarif } from '../src/sarif/readSarif';

/** Results per run, so that none is cut off and every one is mapped. */
const RESULTS_PER_RUN = 20_000;

function ruleOf(index: number) {
  return {
    id: `py/rule-${index}`,
    name: `Rule ${index}`,
    shortDescription: { text: `Weakness number ${index}` },
    fullDescription: { text: 'What an attacker who controls it can do.' },
    help: { text: 'x'.repeat(400), markdown: `# Fix\n${'y'.repeat(600)}` },
    helpUri: `https://example.com/rules/${index}`,
    properties: {
      tags: ['security', 'external/cwe/cwe-089'],
      'security-severity': '8.8',
    },
  };
}

/** A result as CodeQL writes it, with a code flow: about 1.3 kB. */
function resultOf(n: number) {
  const place = (startLine: number) => ({
    artifactLocation: {
      uri: `src/app/module_${n % 500}/handlers.py`,
      uriBaseId: '%SRCROOT%',
      index: n % 500,
    },
    region: { startLine, startColumn: 5, endColumn: 48 },
  });
  const step = (line: number) => ({
    location: {
      physicalLocation: place(line),
      message: { text: 'ControlFlowNode for request' },
    },
  });
  const line = (n % 900) + 1;
  return {
    ruleId: `py/rule-${n % 200}`,
    ruleIndex: n % 200,
    rule: { id: `py/rule-${n % 200}`, index: n % 200 },
    message: { text: `Query ${n} depends on a [user-provided value](1).` },
    locations: [{ physicalLocation: place(line) }],
    partialFingerprints: { primaryLocationLineHash: `${n.toString(16)}:1` },
    codeFlows: [{ threadFlows: [{ locations: [step(line), step(line + 9)] }] }],
    relatedLocations: [
      {
        id: 1,
        physicalLocation: place(12),
        message: { text: 'user-provided value "\u00e9"' },
      },
    ],
  };
}

async function writeSarif(file: string, megabytes: number): Promise<number> {
  const out = createWriteStream(file);
  const write = async (text: string) => {
    if (!out.write(text)) {
      await once(out, 'drain');
    }
    return Buffer.byteLength(text);
  };
  const rules = Array.from({ length: 200 }, (_, index) => ruleOf(index));
  const driver = { name: 'CodeQL', semanticVersion: '2.19.0', rules };
  const run = `{"tool":${JSON.stringify({ driver })},"results":[`;
  let size = await write(`{"version":"2.1.0","runs":[${run}`);
  let results = 0;
  while (size < megabytes * 1e6) {
    const first = results % RESULTS_PER_RUN === 0;
    if (first && results > 0) {
      size += await write(`]},${run}`);
    }
    size += await write(
      `${first ? '' : ','}${JSON.stringify(resultOf(results))}`,
    );
    results += 1;
  }
  await write(']}]}');
  out.end();
  await once(out, 'finish');
  return results;
}

/** Runs work and tells how long it took, how much memory it took at most, and how long nobody else got a turn. */
async function measured(work: () => Promise<unknown>) {
  globalThis.gc?.();
  const memory = () => process.memoryUsage.rss() / 1e6;
  const before = memory();
  let peak = before;
  let stall = 0;
  let last = performance.now();
  let running = true;
  const turn = () => {
    const now = performance.now();
    stall = Math.max(stall, now - last);
    last = now;
    peak = Math.max(peak, memory());
    if (running) {
      setTimeout(turn, 1);
    }
  };
  turn();
  const start = performance.now();
  const cpu = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  const seconds = (performance.now() - start) / 1000;
  stall = Math.max(stall, performance.now() - last);
  peak = Math.max(peak, memory());
  running = false;
  return { seconds, busy: (user + system) / 1e6, stall, memory: peak - before };
}

async function main() {
  const sizes = process.argv.slice(2).map(Number);
  const folder = await mkdtemp(path.join(tmpdir(), 'fairway-bench-'));
  const limits = { bytes: 2e9, runs: 1_000, resultsInAll: 100_000 };
  try {
    for (const megabytes of sizes.length > 0 ? sizes : [1, 10, 100]) {
      const file = path.join(folder, `${megabytes}.sarif`);
      const results = await writeSarif(file, megabytes);
      await pipeline(
        createReadStream(file),
        createGzip({ level: 1 }),
        createWriteStream(`${file}.gz`),
      );
      const report = (what: string, m: Awaited<ReturnType<typeof measured>>) =>
        process.stdout.write(
          `${megabytes} MB, ${results} results, ${what}: ${(
            megabytes / m.seconds
          ).toFixed(0)} MB/s (${(megabytes / m.busy).toFixed(
            0,
          )} per CPU second), longest stall ${m.stall.toFixed(
            0,
          )} ms, +${m.memory.toFixed(0)} MB\n`,
        );
      report(
        'plain',
        await measured(() => readSarif(createReadStream(file), limits)),
      );
      report(
        'gzip',
        await measured(() => readSarif(createReadStream(`${file}.gz`), limits)),
      );
      if (megabytes <= 100) {
        report(
          'the limit (JSON.parse of the whole, nothing mapped)',
          await measured(async () => JSON.parse(await readFile(file, 'utf8'))),
        );
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
