import { z } from 'zod';
import { provenanceSchema } from './observation';
import { releaseSummarySchema } from './release';

/** @public */
export const healthSchema = z.enum([
  'healthy',
  'progressing',
  'degraded',
  'suspended',
  'missing',
  'unknown',
]);

/** @public */
export type Health = z.infer<typeof healthSchema>;

/** @public */
export const syncSchema = z.enum(['synced', 'out-of-sync', 'unknown']);

/** @public */
export type Sync = z.infer<typeof syncSchema>;

/**
 * A check that ran against a deployment: an Argo Rollouts AnalysisRun, a smoke test hook, a Prometheus query.
 *
 * @public
 */
export const deploymentCheckSchema = z.object({
  name: z.string(),
  kind: z.enum(['analysis', 'smoke-test', 'hook']),
  state: z.enum(['pending', 'running', 'passed', 'failed']),
  summary: z.string().optional(),
  /** The image digest or manifests revision that the check ran against, if the source knows it. */
  digest: z.string().optional(),
  revision: z.string().optional(),
  at: z.string().optional(),
});

/** @public */
export type DeploymentCheck = z.infer<typeof deploymentCheckSchema>;

/**
 * One release observed in one environment. `release` is missing when the running digest belongs to no known release.
 *
 * @public
 */
export const deploymentSchema = z.object({
  environment: z.string(),
  release: releaseSummarySchema.optional(),
  digest: z.string().optional(),
  health: healthSchema,
  sync: syncSchema,
  /** Why it is not healthy, in at most 120 characters: `crash loop in container app: exit 1`, `1 of 3 pods`. */
  message: z.string().optional(),
  /** What the sources themselves say about it, beyond the message, for a detail view. */
  details: z.array(z.string()).optional(),
  readyPods: z.number().int().optional(),
  pods: z.number().int().optional(),
  /** Commit of the manifests repository that is applied. */
  revision: z.string().optional(),
  /** Link to the deployment in the system that runs it, for example in Argo CD. */
  url: z.string().optional(),
  checks: z.array(deploymentCheckSchema),
  since: z.string().optional(),
  healthSince: z.string().optional(),
  provenance: z.array(provenanceSchema),
});

/** @public */
export type Deployment = z.infer<typeof deploymentSchema>;
