import { InputError } from '@backstage/errors';
import { isNode, LineCounter, parseDocument } from 'yaml';
import { Workflow, workflowSchema } from './workflowSchema';

/** A workflow file that GitHub would refuse, with GitHub's kind of message. */
export class InvalidWorkflowError extends InputError {
  constructor(path: string, problems: { line: number; message: string }[]) {
    super(
      [
        `Invalid workflow file: ${path}#L${problems[0]?.line ?? 1}`,
        'The workflow is not valid.',
        ...problems.map(
          ({ line, message }) => `${path} (Line: ${line}): ${message}`,
        ),
      ].join('\n'),
    );
  }
}

/** A workflow file that was read. */
export interface WorkflowFile {
  path: string;
  workflow: Workflow;
  /** Where something is written; of what is not there, where it would belong. */
  lineOf(keys: readonly PropertyKey[]): number;
}

/** Reads a workflow file, or says on which line it is wrong. */
export function parseWorkflow(path: string, text: string): WorkflowFile {
  const lines = new LineCounter();
  // `on` stays a key: the YAML 1.2 core schema has no other spellings of booleans.
  const document = parseDocument(text, { lineCounter: lines, merge: true });
  if (document.errors.length > 0) {
    throw new InvalidWorkflowError(
      path,
      document.errors.map(error => {
        const line = lines.linePos(error.pos[0]).line;
        return {
          line,
          message: `You have an error in your yaml syntax on line ${line}`,
        };
      }),
    );
  }
  const lineOf = (keys: readonly PropertyKey[]): number => {
    for (let length = keys.length; length >= 0; length--) {
      const node = document.getIn(keys.slice(0, length), true);
      if (isNode(node) && node.range) {
        return lines.linePos(node.range[0]).line;
      }
    }
    return 1;
  };
  const parsed = workflowSchema.safeParse(
    document.toJS({ maxAliasCount: 100 }),
  );
  if (!parsed.success) {
    throw new InvalidWorkflowError(
      path,
      parsed.error.issues.map(issue => ({
        line: lineOf(issue.path),
        message: issue.path.length
          ? `${issue.path.join('.')}: ${issue.message}`
          : issue.message,
      })),
    );
  }
  const problems = findBrokenNeeds(parsed.data).map(({ job, message }) => ({
    line: lineOf(['jobs', job, 'needs']),
    message,
  }));
  if (problems.length > 0) {
    throw new InvalidWorkflowError(path, problems);
  }
  return { path, workflow: parsed.data, lineOf };
}

function findBrokenNeeds({
  jobs,
}: Workflow): { job: string; message: string }[] {
  const problems: { job: string; message: string }[] = [];
  for (const [job, { needs }] of Object.entries(jobs)) {
    for (const need of needs.filter(each => !(each in jobs))) {
      problems.push({
        job,
        message: `Job '${job}' depends on unknown job '${need}'.`,
      });
    }
  }
  if (problems.length > 0) {
    return problems;
  }
  const done = new Set<string>();
  let waiting = Object.keys(jobs);
  while (waiting.length > 0) {
    const ready = waiting.filter(job =>
      jobs[job].needs.every(need => done.has(need)),
    );
    if (ready.length === 0) {
      return waiting.map(job => ({
        job,
        message: `Job '${job}' depends on itself through: ${jobs[
          job
        ].needs.join(', ')}.`,
      }));
    }
    ready.forEach(job => done.add(job));
    waiting = waiting.filter(job => !done.has(job));
  }
  return [];
}
