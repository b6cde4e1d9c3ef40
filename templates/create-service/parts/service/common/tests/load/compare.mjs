#!/usr/bin/env node
// Compares the median of some load test runs with the last baselines of the main branch.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const USAGE = `Usage:
  compare.mjs check  --baseline <file> <run.json>...                  exits with 1 when the runs are worse than the baselines
  compare.mjs record --baseline <file> --commit <sha> <run.json>...   adds the runs to the baselines`;

const METRICS = [
  { key: 'p95', title: 'p95', unit: 'ms', better: 'lower' },
  { key: 'p99', title: 'p99', unit: 'ms', better: 'lower' },
  { key: 'requestsPerSecond', title: 'throughput', unit: '/s', better: 'higher' },
];

/** How many baselines are kept. */
const KEPT = 20;

/** Fewer baselines say nothing about how much the measurements scatter. */
const NEEDED = 5;

export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** Median absolute deviation: how far values usually are from their median. Outliers hardly move it. */
export function deviation(values) {
  const center = median(values);
  return median(values.map((value) => Math.abs(value - center)));
}

/** The median of every metric over some runs. */
export function summarize(runs) {
  return Object.fromEntries(METRICS.map(({ key }) => [key, median(runs.map((run) => run[key]))]));
}

/** One verdict per metric. Worse by more than 10 % and by more than three deviations is a regression. */
export function compare(baselines, current) {
  return METRICS.map((metric) => {
    const values = baselines.map((baseline) => baseline.metrics[metric.key]);
    const usual = median(values);
    const tolerance = Math.max(0.1 * usual, 3 * deviation(values));
    const value = current[metric.key];
    const worse = metric.better === 'lower' ? value - usual : usual - value;
    return { ...metric, value, usual, tolerance, regressed: worse > tolerance };
  });
}

/** The baselines after one more measurement; the oldest ones go. */
export function record(baselines, baseline) {
  return [...baselines, baseline].slice(-KEPT);
}

function readRun(file) {
  const run = JSON.parse(readFileSync(file, 'utf8'));
  for (const { key } of METRICS) {
    if (!Number.isFinite(run[key])) {
      throw new Error(`${file} has no number '${key}'; it must be the summary of a run of load.js`);
    }
  }
  return run;
}

function readBaselines(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).baselines : [];
}

function table(verdicts) {
  const rows = verdicts.map(({ title, unit, value, usual, tolerance, regressed }) => {
    const cells = [value, usual, tolerance].map((number) => `${number.toFixed(1)} ${unit}`);
    return `| ${[title, ...cells, regressed ? '**worse**' : 'ok'].join(' | ')} |`;
  });
  return ['| metric | now | usual | tolerated | verdict |', '| --- | --- | --- | --- | --- |', ...rows].join('\n');
}

export function main(args, print = console.log) {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { baseline: { type: 'string' }, commit: { type: 'string' } },
  });
  const [command, ...files] = positionals;
  const known = command === 'check' || (command === 'record' && values.commit);
  if (!known || !values.baseline || files.length === 0) throw new Error(USAGE);

  const current = summarize(files.map(readRun));
  const baselines = readBaselines(values.baseline);

  if (command === 'record') {
    const recorded = record(baselines, { commit: values.commit, metrics: current });
    writeFileSync(values.baseline, `${JSON.stringify({ baselines: recorded }, null, 2)}\n`);
    print(`Recorded. Baselines: ${recorded.length}.`);
    return 0;
  }

  if (baselines.length < NEEDED) {
    print(`Nothing to compare with yet. Baselines: ${baselines.length}, needed: ${NEEDED}.`);
    return 0;
  }
  const verdicts = compare(baselines, current);
  print(`Median of ${files.length} runs against ${baselines.length} baselines:\n\n${table(verdicts)}`);
  return verdicts.some(({ regressed }) => regressed) ? 1 : 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    process.exitCode = main(process.argv.slice(2));
  } catch (error) {
    console.error(error.message);
    process.exitCode = 2;
  }
}
