// npm test: everything that must be true before a change lands, from a bare clone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import {
  ensureDependencies,
  ensureNode,
  root,
  yarnFile,
} from './bootstrap.mjs';

await ensureNode();
await ensureDependencies();

const jestReport = path.join(root, '.cache/jest.json');
const sandboxReport = path.join(root, '.cache/jest-sandbox.json');
const playwrightReport = path.join(root, '.cache/playwright.json');
mkdirSync(path.join(root, '.cache'), { recursive: true });
for (const report of [jestReport, sandboxReport, playwrightReport]) {
  rmSync(report, { force: true });
}

const yarn = (...args) => [process.execPath, [yarnFile, ...args]];
const steps = [
  ['Formatting', ...yarn('prettier:check')],
  ['Types', ...yarn('tsc')],
  ['Lint', ...yarn('lint')],
  [
    'Unit and integration tests',
    ...yarn(
      'test:unit',
      '--watchAll=false',
      '--maxWorkers=2',
      '--testPathIgnorePatterns=packages/sandbox',
      '--json',
      `--outputFile=${jestReport}`,
    ),
  ],
  [
    // Apart, because it loads packages that are ES modules only.
    'Unit and integration tests of the sandbox',
    ...yarn(
      'workspace',
      '@fairway/sandbox',
      'test',
      '--watchAll=false',
      '--maxWorkers=2',
      '--json',
      `--outputFile=${sandboxReport}`,
    ),
  ],
  ['Production build', ...yarn('build:all')],
  // Python's, Go's and the pipeline's own tools on generated services, where this machine has or can fetch them: .ci/run.
  ...(process.env.FAIRWAY_REAL_TOOLS
    ? [
        [
          'Real tools on generated services',
          ...yarn('workspace', '@fairway/template-checks', 'execute'),
        ],
      ]
    : []),
  ['End-to-end tests', ...yarn('test:e2e')],
];
// A part of it, for the impatient: npm test -- --only lint
const only = process.argv.includes('--only')
  ? process.argv[process.argv.indexOf('--only') + 1]?.toLowerCase()
  : undefined;

const failures = [];
for (const [title, command, args] of steps) {
  if (only && !title.toLowerCase().includes(only)) {
    continue;
  }
  const started = Date.now();
  console.log(`\n== ${title}`);
  const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(
    `== ${title}: ${code === 0 ? 'passed' : 'FAILED'} in ${seconds} s`,
  );
  if (code !== 0) {
    failures.push(title);
  }
}

const suites = [readReport(jestReport), readReport(sandboxReport)];
const playwright = readReport(playwrightReport)?.stats;
const sum = field =>
  suites.reduce((total, suite) => total + (suite?.[field] ?? 0), 0);
const passed = sum('numPassedTests') + (playwright?.expected ?? 0);
const failedTests =
  sum('numFailedTests') +
  sum('numRuntimeErrorTestSuites') +
  (playwright?.unexpected ?? 0);
const skipped = sum('numPendingTests') + (playwright?.skipped ?? 0);
if (failures.length > 0) {
  console.log(`\nFailed: ${failures.join(', ')}`);
}
// A step that failed without a failing test, such as lint, counts as one.
const failed = Math.max(failedTests, failures.length);
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
process.exit(failed > 0 ? 1 : 0);

function readReport(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}
