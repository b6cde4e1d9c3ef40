/** What a real tool said of generated code: `detail` is its output or why it did not run. */
export type Outcome = {
  subject: string;
  step: string;
  verdict: 'passed' | 'failed' | 'skipped';
  detail: string;
};

/** One line for each outcome, and everything that a tool said when it was not content. */
export function describeOutcome(outcome: Outcome): string {
  const { subject, step, verdict, detail } = outcome;
  const line = `${verdict.padEnd(8)} ${subject}: ${step}`;
  switch (verdict) {
    case 'passed':
      return line;
    case 'skipped':
      return `${line} (${detail})`;
    case 'failed':
      return `${line}\n${detail.replaceAll(/^/gm, '    ')}`;
    default:
      throw new Error(`There is no verdict '${verdict satisfies never}'`);
  }
}

/** How many passed, failed and were skipped. */
export function countOutcomes(outcomes: Outcome[]): string {
  return (['passed', 'failed', 'skipped'] as const)
    .map(verdict => {
      const matching = outcomes.filter(outcome => outcome.verdict === verdict);
      return `${matching.length} ${verdict}`;
    })
    .join(', ');
}
