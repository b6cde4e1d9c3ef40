import { z } from 'zod';
import { Parameters } from '../combinations/ParameterSpace';
import { PIPELINES } from './pipelines';

/** What an environment must be like: what its stage promises, and what was chosen instead. */
export type ExpectedEnvironment = {
  name: string;
  stage: 'development' | 'staging' | 'production';
  cpu: string;
  memory: string;
  replicas: { fixed: number } | { min: number; max: number };
  variables: Record<string, string>;
};

type Settings = Omit<ExpectedEnvironment, 'name' | 'stage'>;

/** What each stage gets; the golden path promises exactly this. `ENVIRONMENT` is the name of the environment. */
const SETTINGS: Record<ExpectedEnvironment['stage'], Settings> = {
  development: {
    cpu: '500m',
    memory: '1Gi',
    replicas: { fixed: 1 },
    variables: {
      DEBUG: 'true',
      LOG_LEVEL: 'DEBUG',
      RATE_LIMITING: 'false',
      METRICS_ENABLED: 'true',
    },
  },
  staging: {
    cpu: '1000m',
    memory: '2Gi',
    replicas: { fixed: 2 },
    variables: {
      DEBUG: 'false',
      LOG_LEVEL: 'INFO',
      RATE_LIMITING: 'true',
      METRICS_ENABLED: 'true',
      TRACING_ENABLED: 'true',
    },
  },
  production: {
    cpu: '2000m',
    memory: '4Gi',
    replicas: { min: 3, max: 10 },
    variables: {
      DEBUG: 'false',
      LOG_LEVEL: 'WARNING',
      RATE_LIMITING: 'true',
      METRICS_ENABLED: 'true',
      TRACING_ENABLED: 'true',
      CIRCUIT_BREAKER_STRICT: 'true',
    },
  },
};

const choicesSchema = z
  .array(
    z.object({
      name: z.string(),
      cpu: z.string().optional(),
      memory: z.string().optional(),
      replicas: z.number().optional(),
      minReplicas: z.number().optional(),
      maxReplicas: z.number().optional(),
    }),
  )
  .default([]);

/** The environments of the pipeline that was chosen: the first is for development, the last is production. */
export function expectedEnvironments({
  pipeline,
  environments,
}: Parameters): ExpectedEnvironment[] {
  const names = PIPELINES[String(pipeline ?? 'standard')];
  const choices = choicesSchema.parse(environments);
  return names.map((name, index) => {
    const stage = stageAt(index, names.length);
    const usual = SETTINGS[stage];
    const choice = choices.find(each => each.name === name);
    return {
      name,
      stage,
      cpu: choice?.cpu ?? usual.cpu,
      memory: choice?.memory ?? usual.memory,
      replicas:
        'fixed' in usual.replicas
          ? { fixed: choice?.replicas ?? usual.replicas.fixed }
          : {
              min: choice?.minReplicas ?? usual.replicas.min,
              max: choice?.maxReplicas ?? usual.replicas.max,
            },
      variables: { ENVIRONMENT: name, ...usual.variables },
    };
  });
}

function stageAt(index: number, count: number): ExpectedEnvironment['stage'] {
  if (index === count - 1) {
    return 'production';
  }
  return index === 0 ? 'development' : 'staging';
}
