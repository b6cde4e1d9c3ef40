import { z } from 'zod';
import { DEPLOYMENT_STATES } from './records';

export const deploymentSchema = z.object({
  ref: z.string().min(1),
  task: z.string().default('deploy'),
  auto_merge: z.boolean().default(true),
  required_contexts: z.array(z.string()).optional(),
  payload: z.union([z.record(z.string(), z.unknown()), z.string()]).default({}),
  environment: z.string().min(1).default('production'),
  description: z.string().max(140).nullish(),
  transient_environment: z.boolean().default(false),
  production_environment: z.boolean().optional(),
});

export const deploymentStatusSchema = z.object({
  state: z.enum(DEPLOYMENT_STATES),
  target_url: z.string().default(''),
  log_url: z.string().default(''),
  description: z.string().max(140).default(''),
  environment: z.string().min(1).optional(),
  environment_url: z.string().default(''),
  auto_inactive: z.boolean().default(true),
});
