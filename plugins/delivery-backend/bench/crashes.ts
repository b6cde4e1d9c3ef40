import { parseArgs } from 'node:util';
import {
  CrashLab,
  CrashResult,
} from '../src/promotions/__testUtils__/CrashLab';
import { crashPointNames } from '../src/promotions/crashPoint';

/**
 * Kills the engine's process at every named place and at random, and counts what was lost or doubled:
 * yarn bench crashes [--perPoint 20] [--random 100] [--lease 10]
 */
async function main() {
  const { values } = parseArgs({
    options: {
      perPoint: { type: 'string', default: '20' },
      random: { type: 'string', default: '100' },
      lease: { type: 'string', default: '10' },
    },
  });
  const lab = await CrashLab.create({ leaseSeconds: Number(values.lease) });
  try {
    for (const point of crashPointNames) {
      const results: CrashResult[] = [];
      for (let n = 0; n < Number(values.perPoint); n += 1) {
        results.push(await lab.dieAt({ point, passing: 1 + (n % 2) }));
      }
      report(point, results);
    }
    const results: CrashResult[] = [];
    for (let n = 0; n < Number(values.random); n += 1) {
      results.push(await lab.dieAfter(Math.random() * 600));
    }
    report('at random', results);
    console.log(`record intact: ${await lab.recordIsIntact()}`);
  } finally {
    await lab.stop();
  }
}

function report(where: string, results: CrashResult[]) {
  const count = (holds: (result: CrashResult) => boolean) =>
    results.filter(holds).length;
  const back = results.map(each => each.backAtWorkAfter);
  console.log(
    JSON.stringify({
      where,
      kills: results.length,
      lost: count(
        each =>
          each.state !== 'succeeded' ||
          each.commits === 0 ||
          each.verifications === 0 ||
          each.notices.approval === 0 ||
          each.notices.result === 0,
      ),
      doubledCommits: count(each => each.commits > 1),
      doubledEvents: count(
        each => new Set(each.record).size < each.record.length,
      ),
      noticesSentTwice: count(
        each => each.notices.approval + each.notices.result > 2,
      ),
      backAtWorkMs: Math.max(0, ...back),
    }),
  );
}

void main();
