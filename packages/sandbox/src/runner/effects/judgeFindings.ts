import { toError } from '@backstage/errors';
import { z } from 'zod';
import { judge } from '../gates/judge';
import { readWaivers, Waiver, WAIVERS_FILE } from '../gates/readWaivers';
import { readOptions, readWords } from '../shell/readWords';
import { RunEvidence } from '../RunState';
import { addEvidence } from './addEvidence';
import { StepContext, StepEffect, succeeded } from './StepEffect';

const SCRIPT = /\bsecurity_gate\.py\b/;
const needsSchema = z.record(z.string(), z.looseObject({ result: z.string() }));

/** `security_gate.py`: a security gate decides over the scans that the job fetched. `GATE` names it in the release report. */
export const judgeFindings: StepEffect = {
  name: 'security-gate',
  isCheck: true,
  matches: step => SCRIPT.test(step.run),
  seconds: () => 3,
  async apply(context) {
    const { step, workspace } = context;
    const words = readWords(step.run, SCRIPT, step.env) ?? [];
    const options = readOptions(words);
    const waivers = await waiversOf(context);
    const verdict = judge({
      workspace,
      folder: options.get('findings')?.[0] ?? 'findings',
      required: options.get('require') ?? [],
      limits: options.get('limit') ?? [],
      waivers: waivers instanceof Error ? [] : waivers,
      problems: [
        ...unfinished(step.env.NEEDS),
        ...(waivers instanceof Error ? [waivers.message] : []),
      ],
    });
    const text = [
      `**${verdict.summary}**`,
      '',
      ...verdict.open.map(
        ({ severity, rule, path }) => `- ${severity} \`${rule}\` \`${path}\``,
      ),
    ].join('\n');
    context.log(text);
    const [report] = options.get('report') ?? [];
    if (report) {
      workspace.write(report, `${text}\n`);
    }
    note(context, verdict.passed ? 'passed' : 'failed', verdict.summary);
    return verdict.passed
      ? succeeded({ summary: verdict.summary })
      : {
          conclusion: 'failure',
          message: verdict.summary,
          outputs: { summary: verdict.summary },
        };
  },
  fail(context) {
    const summary = 'a check did not finish';
    note(context, 'failed', summary);
    return summary;
  },
};

function note(
  context: StepContext,
  result: RunEvidence['result'],
  summary: string,
): void {
  const { GATE } = context.step.env;
  if (GATE === 'gate-1' || GATE === 'gate-2') {
    addEvidence(context, { kind: GATE, result, summary });
  }
}

async function waiversOf({
  forge,
  clock,
  workspace,
}: StepContext): Promise<Waiver[] | Error> {
  const { checkout } = workspace;
  const file =
    checkout &&
    (await forge.readFile(
      checkout.owner,
      checkout.repo,
      checkout.commit,
      WAIVERS_FILE,
    ));
  try {
    return file ? readWaivers(file.toString('utf8'), clock.now()) : [];
  } catch (error) {
    return toError(error);
  }
}

/** Which of the jobs before did not succeed; `NEEDS` is GitHub's `needs` as JSON. */
function unfinished(needs = '{}'): string[] {
  return Object.entries(needsSchema.parse(JSON.parse(needs || '{}')))
    .filter(([, { result }]) => result !== 'success')
    .map(([job, { result }]) => `job ${job} ended with ${result}`);
}
