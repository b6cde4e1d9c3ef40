import { z } from 'zod';

const login = z.object({ login: z.string() }).nullish();

export const repositorySchema = z.object({ default_branch: z.string() });

export const workflowRunSchema = z.object({
  id: z.number().int(),
  name: z.string().nullish(),
  display_title: z.string().optional(),
  event: z.string(),
  status: z.string().nullable(),
  conclusion: z.string().nullable(),
  head_branch: z.string().nullable(),
  head_sha: z.string(),
  run_number: z.number().int(),
  run_attempt: z.number().int().default(1),
  actor: login,
  pull_requests: z.array(z.object({ number: z.number().int() })).nullish(),
  html_url: z.string(),
  created_at: z.string(),
  run_started_at: z.string().optional(),
  updated_at: z.string(),
});

/** A workflow run as GitHub's API gives it, with the fields that are used. */
export type WorkflowRun = z.infer<typeof workflowRunSchema>;

export const workflowRunsSchema = z.object({
  workflow_runs: z.array(workflowRunSchema),
});

const jobSchema = z.object({
  name: z.string(),
  status: z.string(),
  conclusion: z.string().nullable(),
  html_url: z.string().nullable(),
  started_at: z.string().nullish(),
  completed_at: z.string().nullish(),
});

/** A job of a workflow run. */
export type WorkflowJob = z.infer<typeof jobSchema>;

export const jobsSchema = z.object({ jobs: z.array(jobSchema) });

export const artifactsSchema = z.object({
  artifacts: z.array(
    z.object({
      id: z.number().int(),
      name: z.string(),
      expired: z.boolean(),
    }),
  ),
});

export const commitsSchema = z.array(
  z.object({
    sha: z.string(),
    html_url: z.string(),
    parents: z.array(z.object({ sha: z.string() })),
    author: login,
    commit: z.object({
      message: z.string(),
      author: z
        .object({ name: z.string().optional(), date: z.string().optional() })
        .nullable(),
      committer: z.object({ date: z.string().optional() }).nullable(),
    }),
  }),
);

export const pullRequestsSchema = z.array(
  z.object({
    number: z.number().int(),
    title: z.string(),
    user: login,
    draft: z.boolean().optional(),
    labels: z.array(z.object({ name: z.string().optional() })),
    head: z.object({ ref: z.string(), sha: z.string() }),
    html_url: z.string(),
    created_at: z.string(),
    updated_at: z.string(),
  }),
);

export const analysesSchema = z.array(
  z.object({
    id: z.number().int(),
    commit_sha: z.string(),
    category: z.string().optional(),
    analysis_key: z.string(),
    error: z.string(),
    created_at: z.string(),
    tool: z.object({
      name: z.string().nullish(),
      version: z.string().nullish(),
    }),
  }),
);

/** One scan that was uploaded to code scanning. */
export type Analysis = z.infer<typeof analysesSchema>[number];
