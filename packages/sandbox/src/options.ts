import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { z } from 'zod';

const flag = z
  .enum(['true', 'false', '1', '0'])
  .transform(value => value === 'true' || value === '1');

const optionsSchema = z.object({
  data: z.string().min(1),
  reset: flag.default(false),
  seed: flag.default(true),
  portBase: z.coerce.number().int().min(1).max(65532).default(7300),
  speed: z.coerce.number().positive().max(10_000).default(4),
  webhookUrl: z.url().default('http://localhost:7007/api/events/http/github'),
  webhookSecret: z.string().min(1).default('sandbox-webhook-secret'),
});

/** How the sandbox is started. */
export interface SandboxOptions {
  /** Everything that the sandbox keeps lies in this folder. */
  dataFolder: string;
  reset: boolean;
  /** Creates the four services on the first start. */
  seed: boolean;
  /** Port of the forge; cluster, metrics and control follow. 0 lets the system choose each. */
  portBase: number;
  /** How much shorter waiting is than in reality. */
  speed: number;
  /** Receives every event of every repository. */
  webhook: { url: string; secret: string };
}

/** Reads the command line, then the environment, then the defaults. */
export function readOptions(
  args: string[],
  env: Record<string, string | undefined>,
): SandboxOptions {
  const { values } = parse(args);
  const parsed = optionsSchema.safeParse({
    data:
      values.data ??
      env.FAIRWAY_SANDBOX_DATA ??
      resolvePackagePath('@fairway/sandbox', '../../.data/sandbox'),
    reset: values.reset ? 'true' : env.FAIRWAY_SANDBOX_RESET,
    seed: values['no-seed'] ? 'false' : env.FAIRWAY_SANDBOX_SEED,
    portBase: values['port-base'] ?? env.FAIRWAY_SANDBOX_PORT_BASE,
    speed: values.speed ?? env.FAIRWAY_SANDBOX_SPEED,
    webhookUrl: values['webhook-url'] ?? env.FAIRWAY_SANDBOX_WEBHOOK_URL,
    webhookSecret:
      values['webhook-secret'] ?? env.FAIRWAY_SANDBOX_WEBHOOK_SECRET,
  });
  if (!parsed.success) {
    throw new InputError(
      `The sandbox's options are not valid: ${parsed.error.issues
        .map(issue => `${issue.path.join('.')}: ${issue.message}`)
        .join('; ')}`,
    );
  }
  const { data, webhookUrl, webhookSecret, ...rest } = parsed.data;
  return {
    ...rest,
    dataFolder: resolve(data),
    webhook: { url: webhookUrl, secret: webhookSecret },
  };
}

function parse(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        data: { type: 'string' },
        reset: { type: 'boolean' },
        'no-seed': { type: 'boolean' },
        'port-base': { type: 'string' },
        speed: { type: 'string' },
        'webhook-url': { type: 'string' },
        'webhook-secret': { type: 'string' },
      },
    });
  } catch (error) {
    throw new InputError(
      error instanceof Error ? error.message : String(error),
    );
  }
}
