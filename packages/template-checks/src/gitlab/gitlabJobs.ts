import { parse } from 'yaml';
import { z } from 'zod';
import { Files } from '../Files';
import { GitlabReader } from './GitlabCiLocal';

const imageSchema = z.union([
  z.string(),
  z.looseObject({ name: z.string() }).transform(image => image.name),
]);
const linesSchema = z
  .union([z.string(), z.array(z.string())])
  .transform(lines => [lines].flat());
const jobSchema = z.looseObject({
  stage: z.string().optional(),
  image: imageSchema.optional(),
  services: z.array(imageSchema).default([]),
  before_script: linesSchema.default([]),
  script: linesSchema.default([]),
  after_script: linesSchema.default([]),
  timeout: z.string().optional(),
  interruptible: z.boolean().optional(),
  resource_group: z.string().optional(),
  allow_failure: z.unknown().optional(),
  needs: z
    .array(
      z.union([
        z.string(),
        z.looseObject({ job: z.string() }).transform(({ job }) => job),
      ]),
    )
    .optional(),
  rules: z.array(z.looseObject({ if: z.string().optional() })).optional(),
  environment: z
    .looseObject({
      name: z.string(),
      on_stop: z.string().optional(),
      auto_stop_in: z.string().optional(),
      action: z.string().optional(),
    })
    .optional(),
  variables: z.record(z.string(), z.unknown()).default({}),
  id_tokens: z.record(z.string(), z.unknown()).default({}),
  artifacts: z
    .looseObject({ paths: z.array(z.string()).default([]) })
    .optional(),
});
export type GitlabJob = z.infer<typeof jobSchema> & { name: string };

const pipelineSchema = z.record(z.string(), z.unknown());
/** The keys at the root of a pipeline that are no jobs. */
const KEYWORDS = new Set([
  'stages',
  'default',
  'include',
  'variables',
  'workflow',
  'spec',
]);

const stagesSchema = z.looseObject({ stages: z.array(z.string()) });

export const GITLAB_FILE = 'service/.gitlab-ci.yml';

/** All jobs of the service's pipeline, with what they extend; none if it has no pipeline or an invalid one. */
export async function gitlabJobsIn(
  files: Files,
  gitlab: GitlabReader,
): Promise<GitlabJob[]> {
  const expansion = await gitlab.expand(files);
  if (!expansion?.isValid) {
    return [];
  }
  const pipeline = pipelineSchema.parse(parse(expansion.text));
  return Object.entries(pipeline)
    .filter(([name]) => !KEYWORDS.has(name) && !name.startsWith('.'))
    .map(([name, job]) => ({ ...jobSchema.parse(job), name }));
}

/** The stages of the service's pipeline, in their order. */
export function gitlabStagesIn(files: Files): string[] {
  return stagesSchema.parse(parse(files.get(GITLAB_FILE) ?? '')).stages;
}
