import { parse } from 'yaml';
import { z } from 'zod';
import { Files } from '../Files';

const valuesSchema = z.record(z.string(), z.unknown());
const stepSchema = z.looseObject({
  name: z.string().optional(),
  displayName: z.string().optional(),
  bash: z.string().optional(),
  task: z.string().optional(),
  template: z.string().optional(),
  checkout: z.string().optional(),
  path: z.string().optional(),
  persistCredentials: z.boolean().optional(),
  continueOnError: z.boolean().optional(),
  publish: z.string().optional(),
  artifact: z.string().optional(),
  inputs: valuesSchema.optional(),
  parameters: valuesSchema.optional(),
  env: valuesSchema.optional(),
});
const jobSchema = z.looseObject({
  job: z.string().optional(),
  deployment: z.string().optional(),
  template: z.string().optional(),
  parameters: valuesSchema.optional(),
  dependsOn: z.union([z.string(), z.array(z.string())]).optional(),
  timeoutInMinutes: z.number().optional(),
  pool: z.looseObject({ vmImage: z.string().optional() }).optional(),
  variables: valuesSchema.optional(),
  steps: z.array(stepSchema).optional(),
  strategy: z
    .looseObject({
      runOnce: z.looseObject({
        deploy: z.looseObject({ steps: z.array(stepSchema) }),
      }),
    })
    .optional(),
});
const stageSchema = z.looseObject({
  stage: z.string(),
  dependsOn: z.union([z.string(), z.array(z.string())]).optional(),
  condition: z.string().optional(),
  jobs: z.array(jobSchema).default([]),
});
const fileSchema = z.looseObject({
  parameters: z.array(z.looseObject({ name: z.string() })).default([]),
  pool: z.looseObject({ vmImage: z.string().optional() }).optional(),
  stages: z.array(stageSchema).default([]),
  jobs: z.array(jobSchema).default([]),
  steps: z.array(stepSchema).default([]),
});

export type AzureStep = z.infer<typeof stepSchema>;
export type AzureJob = z.infer<typeof jobSchema>;
export type AzureStage = z.infer<typeof stageSchema>;
export type AzureFile = z.infer<typeof fileSchema> & {
  path: string;
  isPipeline: boolean;
};

const FILE = /^[^/]+\/(?:azure-pipelines\.yml|\.azuredevops\/.+\.yml)$/;
const PIPELINE = /\/azure-pipelines\.yml$|\/\.azuredevops\/pipelines\/[^/]+$/;

/** The texts of pipelines, and of the files that they take in, of both repositories. */
export function azureTextsIn(
  files: Files,
): { path: string; isPipeline: boolean; content: unknown }[] {
  return [...files]
    .filter(([path]) => FILE.test(path))
    .map(([path, text]) => ({
      path,
      isPipeline: PIPELINE.test(path),
      content: parseOrNothing(text),
    }));
}

/** The same, as far as they are pipelines: the schema says what is not. */
export function azureFilesIn(files: Files): AzureFile[] {
  return azureTextsIn(files).flatMap(({ path, isPipeline, content }) => {
    const file = fileSchema.safeParse(content);
    return file.success ? [{ ...file.data, path, isPipeline }] : [];
  });
}

/** The jobs of a file, those of its stages too. */
export function jobsOf(file: AzureFile): AzureJob[] {
  return [...file.stages.flatMap(stage => stage.jobs), ...file.jobs];
}

export function stepsOf(job: AzureJob): AzureStep[] {
  return [...(job.steps ?? []), ...(job.strategy?.runOnce.deploy.steps ?? [])];
}

/** Every step, with words for the place it stands at. */
export function azureStepsIn(
  files: Files,
): { path: string; place: string; step: AzureStep }[] {
  return azureFilesIn(files).flatMap(file =>
    [...jobsOf(file).flatMap(stepsOf), ...file.steps].map((step, index) => ({
      path: file.path,
      place: `step '${
        step.displayName ?? step.template ?? step.task ?? index + 1
      }'`,
      step,
    })),
  );
}

function parseOrNothing(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}
