import { z } from 'zod';
import { Files } from '../Files';
import { yamlReader } from '../yaml/yamlReader';

const stepSchema = z.looseObject({
  id: z.string().optional(),
  name: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  shell: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  env: z.record(z.string(), z.unknown()).optional(),
});
const permissionsSchema = z.union([
  z.string(),
  z.record(z.string(), z.string()),
]);
const jobSchema = z.looseObject({
  uses: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
  secrets: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  permissions: permissionsSchema.optional(),
  'runs-on': z.unknown().optional(),
  'timeout-minutes': z.unknown().optional(),
  concurrency: z.unknown().optional(),
  steps: z.array(stepSchema).optional(),
});
export const inputsSchema = z.record(
  z.string(),
  z
    .looseObject({
      required: z.boolean().optional(),
      default: z.unknown().optional(),
    })
    .nullable(),
);
const callSchema = z.looseObject({
  workflow_call: z
    .looseObject({
      inputs: inputsSchema.optional(),
      secrets: inputsSchema.optional(),
    })
    .nullable()
    .optional(),
});
const workflowSchema = z.looseObject({
  name: z.string().optional(),
  on: z.union([z.string(), z.array(z.string()), callSchema]).optional(),
  permissions: permissionsSchema.optional(),
  concurrency: z.unknown().optional(),
  jobs: z.record(z.string(), jobSchema),
});
const actionSchema = z.looseObject({
  inputs: inputsSchema.optional(),
  runs: z.looseObject({
    using: z.string(),
    steps: z.array(stepSchema).optional(),
  }),
});

const readWorkflow = yamlReader(workflowSchema);
const readAction = yamlReader(actionSchema);

export type Step = z.infer<typeof stepSchema>;
export type Job = z.infer<typeof jobSchema>;
export type Inputs = z.infer<typeof inputsSchema>;
export type Permissions = z.infer<typeof permissionsSchema> | undefined;
export type Workflow = z.infer<typeof workflowSchema> & {
  path: string;
  text: string;
};
export type Action = z.infer<typeof actionSchema> & {
  path: string;
  text: string;
};

const WORKFLOW = /^[^/]+\/\.github\/workflows\/[^/]+\.ya?ml$/;
const ACTION = /^[^/]+\/\.github\/actions\/.+\/action\.ya?ml$/;

/** The workflows of both repositories. A file that is no workflow is left out: GitHub's language service says why. */
export function workflowsIn(files: Files): Workflow[] {
  return matching(files, WORKFLOW).flatMap(([path, text]) => {
    const workflow = readWorkflow(text);
    return workflow ? [{ ...workflow, path, text }] : [];
  });
}

/** The composite actions of both repositories. */
export function actionsIn(files: Files): Action[] {
  return matching(files, ACTION).flatMap(([path, text]) => {
    const action = readAction(text);
    return action ? [{ ...action, path, text }] : [];
  });
}

/** Every step, with words that name the place it stands at. */
export function stepsIn(
  files: Files,
): { path: string; place: string; job?: Job; step: Step }[] {
  const inWorkflows = workflowsIn(files).flatMap(workflow =>
    Object.entries(workflow.jobs).flatMap(([id, job]) =>
      (job.steps ?? []).map((step, index) => ({
        path: workflow.path,
        place: `job '${id}', step ${nameOf(step, index)}`,
        job,
        step,
      })),
    ),
  );
  const inActions = actionsIn(files).flatMap(action =>
    (action.runs.steps ?? []).map((step, index) => ({
      path: action.path,
      place: `step ${nameOf(step, index)}`,
      step,
    })),
  );
  return [...inWorkflows, ...inActions];
}

function nameOf(step: Step, index: number): string {
  return `'${step.name ?? step.id ?? step.uses ?? index + 1}'`;
}

function matching(files: Files, pattern: RegExp): [string, string][] {
  return [...files].filter(([path]) => pattern.test(path));
}
