import { createHash } from 'node:crypto';
import { addEvidence } from './addEvidence';
import { StepContext, StepEffect, succeeded } from './StepEffect';

/** Scripts of the repository: they measure coverage, too. */
const SCRIPTS = /\b(?:npm|pnpm|yarn)(?: run)? test\b|\bmake test\b/;
const TESTS = /\bpytest\b|\bvitest\b|\bgo test\b/;
const COVERAGE = /--cov\b|--coverage\b|-cover(?:profile)?\b/;
const LIMIT = 90;

/** Test commands: the number of tests grows with the runs of the repository. */
export const runTests: StepEffect = {
  name: 'tests',
  isCheck: true,
  matches: step => TESTS.test(step.run) || SCRIPTS.test(step.run),
  seconds: () => 20,
  async apply(context) {
    const { step } = context;
    const { total, coverage } = measure(context);
    const limit = limitOf(step.run);
    addEvidence(context, {
      kind: 'tests',
      result: 'passed',
      summary: `${format(total)} passed`,
    });
    context.log(`${'='.repeat(20)} ${total} passed ${'='.repeat(20)}`);
    if (COVERAGE.test(step.run) || SCRIPTS.test(step.run)) {
      const passed = coverage >= limit;
      addEvidence(context, {
        kind: 'coverage',
        result: passed ? 'passed' : 'failed',
        summary: `${coverage.toFixed(1)} %, limit ${limit} %`,
      });
      context.log(`Total coverage: ${coverage.toFixed(2)}%`);
      if (!passed) {
        return {
          conclusion: 'failure',
          message: `Coverage failure: total of ${coverage.toFixed(
            2,
          )} is less than fail-under=${limit}`,
        };
      }
    }
    return succeeded();
  },
  fail(context) {
    const { total } = measure(context);
    addEvidence(context, {
      kind: 'tests',
      result: 'failed',
      summary: `1 failed, ${format(total - 1)} passed`,
    });
    context.log('FAILED tests/test_service.py::test_answers - AssertionError');
    return `1 failed, ${total - 1} passed`;
  },
};

function measure({ run }: StepContext): { total: number; coverage: number } {
  const seed = createHash('sha256').update(`${run.owner}/${run.repo}`).digest();
  return {
    total: 90 + seed[0] + 2 * run.runNumber,
    // Plausible for any limit that a team may set.
    coverage: 91 + (seed[1] % 60) / 10 + (run.runNumber % 5) / 10,
  };
}

function limitOf(command: string): number {
  return Number(/--cov-fail-under[= ](\d+)/.exec(command)?.[1] ?? LIMIT);
}

function format(count: number): string {
  return count.toLocaleString('en-US');
}
