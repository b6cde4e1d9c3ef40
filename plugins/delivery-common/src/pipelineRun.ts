import { z } from 'zod';

/** @public */
export const runStateSchema = z.enum([
  'queued',
  'running',
  'succeeded',
  'failed',
  'cancelled',
  'skipped',
]);

/** @public */
export type RunState = z.infer<typeof runStateSchema>;

/** One job or stage of a pipeline run, in order. @public */
export const pipelineStageSchema = z.object({
  name: z.string(),
  state: runStateSchema,
  url: z.string().optional(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
});

/** @public */
export type PipelineStage = z.infer<typeof pipelineStageSchema>;

/** One run of the service's CI pipeline. @public */
export const pipelineRunSchema = z.object({
  id: z.string(),
  number: z.number().int(),
  name: z.string(),
  state: runStateSchema,
  /** Short result for people: `1.15.0 released`, `Gate 1 running`, `Test failed`. */
  result: z.string(),
  title: z.string(),
  commit: z.string(),
  branch: z.string().optional(),
  pullRequest: z.number().int().optional(),
  actor: z.string().optional(),
  stages: z.array(pipelineStageSchema),
  release: z.string().optional(),
  url: z.string().optional(),
  createdAt: z.string(),
  startedAt: z.string().optional(),
  finishedAt: z.string().optional(),
});

/** @public */
export type PipelineRun = z.infer<typeof pipelineRunSchema>;

/** An open pull request of the service. @public */
export const pullRequestSchema = z.object({
  number: z.number().int(),
  title: z.string(),
  author: z.string().optional(),
  branch: z.string(),
  commit: z.string(),
  draft: z.boolean(),
  labels: z.array(z.string()),
  url: z.string().optional(),
  createdAt: z.string(),
  updatedAt: z.string(),
});

/** @public */
export type PullRequest = z.infer<typeof pullRequestSchema>;
