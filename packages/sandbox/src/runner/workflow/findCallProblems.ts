import { convertInput } from './convertInput';
import { CallJob } from './jobSchema';
import { CallInterface } from './onSchema';

/** What is wrong with a call, as far as it can be seen without running it. */
export function findCallProblems(
  job: CallJob,
  call: CallInterface | undefined,
): string[] {
  if (!call) {
    return [
      'workflow is not reusable as it is missing a `on.workflow_call` trigger',
    ];
  }
  const secrets = job.secrets === 'inherit' ? undefined : job.secrets;
  return [
    ...missing(call.inputs, job.with).map(
      name => `Input ${name} is required, but not provided while calling.`,
    ),
    ...unknown(job.with, call.inputs).map(
      name =>
        `Invalid input, ${name} is not defined in the referenced workflow.`,
    ),
    ...findWrongTypes(job, call),
    ...(secrets ? missing(call.secrets, secrets) : []).map(
      name => `Secret ${name} is required, but not provided while calling.`,
    ),
    ...unknown(secrets ?? {}, call.secrets).map(
      name =>
        `Invalid secret, ${name} is not defined in the referenced workflow.`,
    ),
  ];
}

function missing(
  declared: Record<string, { required: boolean }>,
  given: Record<string, unknown>,
): string[] {
  return Object.keys(declared).filter(
    name => declared[name].required && !(name in given),
  );
}

function unknown(
  given: Record<string, unknown>,
  declared: Record<string, unknown>,
): string[] {
  return Object.keys(given).filter(name => !(name in declared));
}

/** Expressions are checked when the job is called. */
function findWrongTypes(job: CallJob, { inputs }: CallInterface): string[] {
  return Object.entries(job.with).flatMap(([name, value]) => {
    const isKnown = name in inputs && !String(value).includes('${{');
    const converted =
      isKnown && convertInput(name, inputs[name], value ?? undefined);
    return converted && 'problem' in converted ? [converted.problem] : [];
  });
}
