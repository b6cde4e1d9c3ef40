// Run it with: node --test tests/load/compare-test.mjs
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { compare, deviation, main, median, record, summarize } from './compare.mjs';

const steady = { p95: 100, p99: 150, requestsPerSecond: 80 };

/** Baselines whose p95 is given; everything else stays the same. */
function baselines(...p95s) {
  return p95s.map((p95) => ({ commit: 'abc', metrics: { ...steady, p95 } }));
}

function regressions(history, current) {
  return compare(history, { ...steady, ...current })
    .filter(({ regressed }) => regressed)
    .map(({ key }) => key);
}

test('the median is the value in the middle, or between the two in the middle', () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([4, 1, 3, 2]), 2.5);
});

test('one outlier does not move the deviation', () => {
  assert.equal(deviation([10, 11, 12, 13, 500]), 1);
});

test('three runs count as their median, metric by metric', () => {
  const runs = [
    { p95: 100, p99: 900, requestsPerSecond: 80 },
    { p95: 500, p99: 150, requestsPerSecond: 79 },
    { p95: 110, p99: 160, requestsPerSecond: 20 },
  ];
  assert.deepEqual(summarize(runs), { p95: 110, p99: 160, requestsPerSecond: 79 });
});

describe('after quiet baselines', () => {
  const quiet = baselines(100, 100, 101, 99, 100);

  test('10 % slower is tolerated', () => {
    assert.deepEqual(regressions(quiet, { p95: 110 }), []);
  });

  test('more than 10 % slower is a regression', () => {
    assert.deepEqual(regressions(quiet, { p95: 110.1 }), ['p95']);
  });

  test('faster is never a regression', () => {
    assert.deepEqual(regressions(quiet, { p95: 10 }), []);
  });
});

describe('after noisy baselines', () => {
  const noisy = baselines(80, 90, 100, 110, 120);

  test('three deviations are tolerated', () => {
    assert.deepEqual(regressions(noisy, { p95: 130 }), []);
  });

  test('more than three deviations are a regression', () => {
    assert.deepEqual(regressions(noisy, { p95: 131 }), ['p95']);
  });
});

test('less throughput is a regression, more is not', () => {
  const history = baselines(100, 100, 100);
  assert.deepEqual(regressions(history, { requestsPerSecond: 71 }), ['requestsPerSecond']);
  assert.deepEqual(regressions(history, { requestsPerSecond: 800 }), []);
});

test('only the newest twenty baselines are kept', () => {
  const recorded = record(baselines(...Array(20).keys()), { commit: 'new', metrics: steady });
  assert.equal(recorded.length, 20);
  assert.equal(recorded[0].metrics.p95, 1);
  assert.equal(recorded.at(-1).commit, 'new');
});

describe('on the command line', () => {
  let folder;
  let printed;
  const run = (...args) => main(args, (text) => printed.push(text));
  const write = (name, content) => {
    const file = join(folder, name);
    writeFileSync(file, JSON.stringify(content));
    return file;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'compare-'));
    printed = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('the first runs pass, and each that is recorded becomes a baseline', () => {
    const baseline = join(folder, 'baseline.json');
    const file = write('run.json', steady);
    for (const commit of ['one', 'two', 'three', 'four', 'five']) {
      assert.equal(run('check', '--baseline', baseline, file), 0);
      assert.equal(run('record', '--baseline', baseline, '--commit', commit, file), 0);
    }
    assert.deepEqual(
      JSON.parse(readFileSync(baseline, 'utf8')).baselines.map(({ commit }) => commit),
      ['one', 'two', 'three', 'four', 'five'],
    );
    const slow = write('slow.json', { ...steady, p99: 400 });
    assert.equal(run('check', '--baseline', baseline, slow), 1);
    assert.match(printed.at(-1), /\| p99 \| 400\.0 ms \| 150\.0 ms \| 15\.0 ms \| \*\*worse\*\* \|/);
    assert.equal(run('check', '--baseline', baseline, file, slow, file), 0);
  });

  test('a file that is no summary is named', () => {
    const file = write('other.json', { p95: 'fast' });
    assert.throws(() => run('check', '--baseline', join(folder, 'none.json'), file), /other\.json has no number 'p95'/);
  });

  test('wrong arguments show how it is used', () => {
    assert.throws(() => run('record', '--baseline', 'baseline.json', 'run.json'), /^Error: Usage:/);
    assert.throws(() => run('check', '--baseline', 'baseline.json'), /^Error: Usage:/);
  });
});
