import { z } from 'zod';

/** https://docs.gitlab.com/api/projects/ */
export const projectSchema = z.object({
  id: z.number().int(),
  default_branch: z.string().nullish(),
});

/** A pipeline as the list gives it: https://docs.gitlab.com/api/pipelines/ */
const listedPipelineSchema = z.object({
  id: z.number().int(),
  status: z.string(),
  source: z.string().nullish(),
  ref: z.string().nullish(),
  sha: z.string(),
  name: z.string().nullish(),
  web_url: z.string(),
  created_at: z.string(),
  updated_at: z.string(),
});

export const pipelinesSchema = z.array(listedPipelineSchema);

export const pipelineSchema = listedPipelineSchema.extend({
  tag: z.boolean().nullish(),
  user: z.object({ username: z.string() }).nullish(),
  started_at: z.string().nullish(),
  finished_at: z.string().nullish(),
});

/** A pipeline, with what only a single one tells as far as it is known. */
export type Pipeline = z.infer<typeof listedPipelineSchema> &
  Partial<z.infer<typeof pipelineSchema>>;

/** https://docs.gitlab.com/api/jobs/ */
const jobSchema = z.object({
  id: z.number().int(),
  name: z.string(),
  stage: z.string(),
  status: z.string(),
  allow_failure: z.boolean().default(false),
  web_url: z.string().nullish(),
  started_at: z.string().nullish(),
  finished_at: z.string().nullish(),
  commit: z.object({ title: z.string().nullish() }).nullish(),
  artifacts: z
    .array(z.object({ file_type: z.string(), filename: z.string().nullish() }))
    .nullish(),
});

/** A job of a pipeline. */
export type Job = z.infer<typeof jobSchema>;

export const jobsSchema = z.array(jobSchema);

/** A job that starts another pipeline: https://docs.gitlab.com/api/jobs/#list-all-trigger-jobs-for-a-pipeline */
const bridgeSchema = jobSchema.extend({
  downstream_pipeline: z
    .object({
      id: z.number().int(),
      project_id: z.number().int().nullish(),
      status: z.string(),
      web_url: z.string().nullish(),
    })
    .nullish(),
});

export type Bridge = z.infer<typeof bridgeSchema>;

export const bridgesSchema = z.array(bridgeSchema);

/** https://docs.gitlab.com/api/commits/ */
export const commitsSchema = z.array(
  z.object({
    id: z.string(),
    title: z.string().nullish(),
    message: z.string().nullish(),
    author_name: z.string().nullish(),
    authored_date: z.string().nullish(),
    created_at: z.string().nullish(),
    parent_ids: z.array(z.string()).nullish(),
    web_url: z.string().nullish(),
  }),
);

/** https://docs.gitlab.com/api/merge_requests/ */
export const mergeRequestsSchema = z.array(
  z.object({
    iid: z.number().int(),
    title: z.string(),
    author: z.object({ username: z.string() }).nullish(),
    source_branch: z.string(),
    // Absent while GitLab prepares a merge request.
    sha: z.string().nullish(),
    draft: z.boolean().nullish(),
    labels: z.array(z.string()).nullish(),
    web_url: z.string(),
    created_at: z.string(),
    updated_at: z.string(),
  }),
);
