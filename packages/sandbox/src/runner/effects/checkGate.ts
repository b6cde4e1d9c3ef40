import { addEvidence } from './addEvidence';
import { ResolvedStep, StepContext, StepEffect, succeeded } from './StepEffect';

type Gate = 'gate-1' | 'gate-2';

/** The step in which a security gate decides. */
export const checkGate: StepEffect = {
  name: 'gate',
  isCheck: true,
  matches: (step, jobId) => gateOf(step, jobId) !== undefined,
  seconds: () => 3,
  async apply(context) {
    const gate = gateOf(context.step, context.jobId) ?? 'gate-1';
    const scans = context.run.scans.filter(each => each.gate === gate);
    const critical = scans.flatMap(each => each.critical);
    const unfinished = Object.entries(context.needs)
      .filter(([, result]) => result === 'failure' || result === 'cancelled')
      .map(([job, result]) => `job ${job} ended with ${result}`);
    if (unfinished.length > 0) {
      return {
        conclusion: 'failure',
        message: refuse(context, gate, unfinished.join(', ')),
      };
    }
    if (critical.length > 0) {
      return {
        conclusion: 'failure',
        message: refuse(context, gate, count(critical)),
      };
    }
    const total = scans.reduce((sum, each) => sum + each.total, 0);
    const tools = scans.map(each => each.tool).join(', ');
    addEvidence(context, {
      kind: gate,
      result: 'passed',
      summary: `No critical finding (${tools || 'no scan'}; ${total} below)`,
    });
    context.log(`No critical finding in ${tools || 'no scan'}`);
    return succeeded();
  },
  fail(context) {
    const gate = gateOf(context.step, context.jobId) ?? 'gate-1';
    return refuse(context, gate, 'a check did not finish');
  },
};

function refuse(context: StepContext, gate: Gate, summary: string): string {
  addEvidence(context, { kind: gate, result: 'failed', summary });
  return summary;
}

function count(critical: string[]): string {
  const shown = critical.slice(0, 3).join(', ');
  const more = critical.length > 3 ? ` and ${critical.length - 3} more` : '';
  return `${critical.length} critical: ${shown}${more}`;
}

function gateOf(step: ResolvedStep, jobId: string): Gate | undefined {
  const named = step.env.GATE ?? (step.id === 'gate' ? jobId : undefined);
  return named === 'gate-1' || named === 'gate-2' ? named : undefined;
}
