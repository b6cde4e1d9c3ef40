import { InputError } from '@backstage/errors';
import { z } from 'zod';

/** What an environment is for; it decides defaults and the service's settings there. */
export type Stage = 'development' | 'staging' | 'production';

/** An environment of a service, as the manifests describe it. */
export type ServiceEnvironment = {
  name: string;
  stage: Stage;
  /** Under which name users reach the service there. */
  host: string;
  /** Requested CPU, `500m`. */
  cpu: string;
  /** Requested memory and its limit, `1Gi`. */
  memory: string;
  /** A fixed number; absent where an autoscaler decides between the other two. */
  replicas?: number;
  minReplicas?: number;
  maxReplicas?: number;
  isFirst: boolean;
  isLast: boolean;
};

const defaults: Record<
  Stage,
  Pick<
    ServiceEnvironment,
    'cpu' | 'memory' | 'replicas' | 'minReplicas' | 'maxReplicas'
  >
> = {
  development: { cpu: '500m', memory: '1Gi', replicas: 1 },
  staging: { cpu: '1000m', memory: '2Gi', replicas: 2 },
  production: { cpu: '2000m', memory: '4Gi', minReplicas: 3, maxReplicas: 10 },
};

const replicasSchema = z.number().int().min(1).max(100);

/** What somebody may set of an environment in the wizard; the rest is the default of its stage. */
export const environmentChoiceSchema = z.strictObject({
  name: z.string(),
  host: z
    .string()
    .max(253)
    .regex(
      /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9-]{2,63}$/,
      'must be a host name, such as shop.acme.example',
    )
    .optional(),
  cpu: z
    .string()
    .regex(/^([1-9]\d{0,5}m|[1-9]\d{0,2})$/, 'must be like 500m or 2')
    .optional(),
  memory: z
    .string()
    .regex(/^[1-9]\d{0,5}(Mi|Gi)$/, 'must be like 512Mi or 1Gi')
    .optional(),
  replicas: replicasSchema.optional(),
  minReplicas: replicasSchema.optional(),
  maxReplicas: replicasSchema.optional(),
});

export type EnvironmentChoice = z.infer<typeof environmentChoiceSchema>;

/**
 * The environments of a service: those of its pipeline, in order, with what was chosen for them. Throws an InputError
 * that names the environment and the field.
 */
export function resolveEnvironments(options: {
  service: string;
  pipeline: { name: string; environments: string[] };
  domain: string;
  choices: unknown[];
}): ServiceEnvironment[] {
  const { service, pipeline, domain } = options;
  const choices = options.choices.map((choice, index) =>
    parseChoice(choice, index),
  );
  const unknown = choices.find(
    ({ name }) => !pipeline.environments.includes(name),
  );
  if (unknown) {
    throw new InputError(
      `No environment '${unknown.name}' in pipeline '${
        pipeline.name
      }'; it has: ${pipeline.environments.join(', ')}`,
    );
  }
  const environments = pipeline.environments.map((name, index) => {
    const isFirst = index === 0;
    const isLast = index === pipeline.environments.length - 1;
    const stage = stageOf(isFirst, isLast);
    const choice = choices.find(each => each.name === name);
    return {
      name,
      stage,
      host: choice?.host ?? hostOf({ service, name, stage, domain }),
      cpu: choice?.cpu ?? defaults[stage].cpu,
      memory: choice?.memory ?? defaults[stage].memory,
      ...replicasOf(name, stage, choice),
      isFirst,
      isLast,
    };
  });
  const shared = environments.find(
    ({ host }, index) =>
      environments.findIndex(other => other.host === host) !== index,
  );
  if (shared) {
    throw new InputError(
      `environments: '${shared.name}' has the host '${shared.host}' of another environment; give it one of its own`,
    );
  }
  return environments;
}

function parseChoice(choice: unknown, index: number): EnvironmentChoice {
  const result = environmentChoiceSchema.safeParse(choice);
  if (result.success) {
    return result.data;
  }
  const [issue] = result.error.issues;
  const named = z.object({ name: z.string() }).safeParse(choice);
  throw new InputError(
    `environments: ${named.data?.name ?? `number ${index + 1}`}: ${[
      issue.path.join('.'),
      issue.message,
    ]
      .filter(Boolean)
      .join(' ')}`,
  );
}

/** A pipeline with one environment only has production. */
function stageOf(isFirst: boolean, isLast: boolean): Stage {
  if (isLast) {
    return 'production';
  }
  return isFirst ? 'development' : 'staging';
}

function hostOf(options: {
  service: string;
  name: string;
  stage: Stage;
  domain: string;
}): string {
  const { service, name, stage, domain } = options;
  return stage === 'production'
    ? `${service}.${domain}`
    : `${service}.${name}.${domain}`;
}

function replicasOf(
  name: string,
  stage: Stage,
  choice: EnvironmentChoice | undefined,
): Pick<ServiceEnvironment, 'replicas' | 'minReplicas' | 'maxReplicas'> {
  const { replicas, minReplicas, maxReplicas } = defaults[stage];
  if (stage !== 'production') {
    if (choice?.minReplicas || choice?.maxReplicas) {
      throw new InputError(
        `environments: ${name}: only the last environment scales by itself; set replicas`,
      );
    }
    return { replicas: choice?.replicas ?? replicas };
  }
  if (choice?.replicas) {
    throw new InputError(
      `environments: ${name}: the last environment scales by itself; set minReplicas and maxReplicas`,
    );
  }
  const scale = {
    minReplicas: choice?.minReplicas ?? minReplicas,
    maxReplicas: choice?.maxReplicas ?? maxReplicas,
  };
  if ((scale.minReplicas ?? 0) > (scale.maxReplicas ?? 0)) {
    throw new InputError(
      `environments: ${name}: minReplicas is ${scale.minReplicas}, more than maxReplicas, which is ${scale.maxReplicas}`,
    );
  }
  return scale;
}
