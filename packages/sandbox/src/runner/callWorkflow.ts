import { InputError } from '@backstage/errors';
import {
  ExpressionScope,
  ExpressionValue,
} from './expressions/ExpressionValue';
import { evaluateText, interpolate } from './expressions/interpolate';
import { convertInput } from './workflow/convertInput';
import { CallJob } from './workflow/jobSchema';
import { CallInterface } from './workflow/onSchema';
import { WorkflowCall } from './WorkflowCall';

/** What a reusable workflow is given by the job that calls it. */
export function callWorkflow(options: {
  /** How the workflow of the calling job was called. */
  from: WorkflowCall;
  caller: string;
  /** As it is shown: `Quality`. */
  name: string;
  job: CallJob;
  takes: CallInterface;
  scope: ExpressionScope;
}): WorkflowCall {
  const { from, caller, name, job, takes, scope } = options;
  return {
    workflowName: from.workflowName,
    caller,
    namePrefix: `${from.namePrefix}${name} / `,
    inputs: inputsOf(job, takes, scope),
    secrets: secretsOf(job, from, scope),
  };
}

function inputsOf(
  job: CallJob,
  takes: CallInterface,
  scope: ExpressionScope,
): Record<string, ExpressionValue> {
  return Object.fromEntries(
    Object.entries(takes.inputs).map(([name, input]) => {
      const written = job.with[name] ?? input.default;
      const given =
        typeof written === 'string' ? evaluateText(written, scope) : written;
      const converted = convertInput(name, input, given);
      if ('problem' in converted) {
        throw new InputError(converted.problem);
      }
      return [name, converted.value];
    }),
  );
}

/** A called workflow sees the token of the run and what is passed to it. */
function secretsOf(
  job: CallJob,
  from: WorkflowCall,
  scope: ExpressionScope,
): Record<string, string> {
  if (job.secrets === 'inherit') {
    return from.secrets;
  }
  const passed = Object.entries(job.secrets).map(([name, text]) => [
    name,
    interpolate(text, scope),
  ]);
  return {
    GITHUB_TOKEN: from.secrets.GITHUB_TOKEN,
    ...Object.fromEntries(passed),
  };
}
