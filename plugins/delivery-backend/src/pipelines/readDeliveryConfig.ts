import { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  DeliveryConfig,
  EnvironmentConfig,
  FreezeConfig,
  PipelineConfig,
} from './pipelineConfig';
import {
  findingsSchema,
  PipelineInput,
  pipelineNameSchema,
  pipelineSchema,
} from './pipelineSchema';

/**
 * Reads `delivery` from app-config and refuses what cannot work, naming the path in the config and the way out.
 * `gates` are the ids of the gates that are installed, `gateSettings` what those that say so take as settings.
 */
export function readDeliveryConfig(
  config: Config,
  options: {
    gates: Iterable<string>;
    gateSettings?: ReadonlyMap<string, z.ZodType>;
  },
): DeliveryConfig {
  const gates = [...options.gates];
  const gateSettings = options.gateSettings ?? new Map<string, z.ZodType>();
  const section = config.getOptionalConfig('delivery.pipelines');
  const pipelines = new Map<string, PipelineConfig>();
  for (const name of section?.keys() ?? []) {
    const path = `delivery.pipelines.${name}`;
    parse(pipelineNameSchema, name, path);
    const input = parse(pipelineSchema, section?.get(name), path);
    pipelines.set(name, toPipeline({ name, input, path, gates, gateSettings }));
  }
  const findings = parse(
    findingsSchema,
    config.getOptional('delivery.findings') ?? {},
    'delivery.findings',
  );
  return { pipelines, clockDays: findings.clockDays };
}

function toPipeline(options: {
  name: string;
  input: PipelineInput;
  path: string;
  gates: string[];
  gateSettings: ReadonlyMap<string, z.ZodType>;
}): PipelineConfig {
  const { name, input, path, gates, gateSettings } = options;
  const environments = input.environments.map(
    (environment, index): EnvironmentConfig => ({
      ...environment,
      after: environment.after ?? defaultAfter(input, index),
      freezes: environment.freezes.map(toFreeze),
    }),
  );
  checkNames(environments, path);
  environments.forEach((environment, index) =>
    checkEnvironment({
      pipeline: name,
      environment,
      environments,
      gates,
      gateSettings,
      path: `${path}.environments[${index}]`,
    }),
  );
  checkCycle(environments, path);
  return {
    name,
    title: input.title ?? titleOf(name),
    environments,
    policyVersion: createHash('sha256')
      .update(JSON.stringify(environments))
      .digest('hex')
      .slice(0, 12),
  };
}

/** The list is ordered: unless said otherwise, an environment follows the one before it. */
function defaultAfter(input: PipelineInput, index: number): string[] {
  const before = input.environments[index - 1];
  return before && input.environments[index].entry !== 'pipeline'
    ? [before.name]
    : [];
}

function toFreeze(
  freeze: PipelineInput['environments'][number]['freezes'][number],
): FreezeConfig {
  if (freeze.weekly) {
    return { kind: 'weekly', name: freeze.name, ...freeze.weekly };
  }
  return {
    kind: 'once',
    name: freeze.name,
    from: new Date(freeze.from ?? 0).toISOString(),
    until: new Date(freeze.until ?? 0).toISOString(),
  };
}

function checkNames(environments: EnvironmentConfig[], path: string) {
  const seen = new Set<string>();
  for (const [index, { name }] of environments.entries()) {
    if (seen.has(name)) {
      throw new InputError(
        `${path}.environments[${index}].name: two environments are called '${name}'; give each its own name`,
      );
    }
    seen.add(name);
  }
}

function checkEnvironment(options: {
  pipeline: string;
  environment: EnvironmentConfig;
  environments: EnvironmentConfig[];
  gates: string[];
  gateSettings: ReadonlyMap<string, z.ZodType>;
  path: string;
}) {
  const { pipeline, environment, environments, gates, path } = options;
  const names = environments.map(({ name }) => name);
  for (const before of environment.after) {
    if (!names.includes(before)) {
      throw new InputError(
        `${path}.after: no environment '${before}' in pipeline '${pipeline}'; it has: ${names.join(
          ', ',
        )}`,
      );
    }
  }
  if (environment.entry === 'automatic' && environment.after.length === 0) {
    throw new InputError(
      `${path}.after: environment '${environment.name}' is entered automatically but follows no other; name the environment that verifies releases for it, or use \`entry: pipeline\``,
    );
  }
  for (const [index, gate] of environment.gates.entries()) {
    if (!gates.includes(gate.id)) {
      throw new InputError(
        `${path}.gates[${index}].id: no gate '${
          gate.id
        }' is installed; installed are: ${gates.join(', ')}`,
      );
    }
    const schema = options.gateSettings.get(gate.id);
    if (schema) {
      parse(schema, gate.settings, `${path}.gates[${index}].settings`);
    }
  }
}

function checkCycle(environments: EnvironmentConfig[], path: string) {
  const after = new Map(environments.map(each => [each.name, each.after]));
  const done = new Set<string>();
  const visit = (name: string, trail: string[]) => {
    if (trail.includes(name)) {
      const cycle = [...trail.slice(trail.indexOf(name)), name].join(' → ');
      throw new InputError(
        `${path}.environments: \`after\` goes round in a circle: ${cycle}; remove one of these`,
      );
    }
    if (done.has(name)) {
      return;
    }
    for (const before of after.get(name) ?? []) {
      visit(before, [...trail, name]);
    }
    done.add(name);
  };
  for (const { name } of environments) {
    visit(name, []);
  }
}

function titleOf(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toLocaleUpperCase('en-US') + words.slice(1);
}

function parse<TSchema extends z.ZodType>(
  schema: TSchema,
  value: unknown,
  path: string,
): z.output<TSchema> {
  const result = schema.safeParse(value);
  if (result.success) {
    return result.data;
  }
  const issue = result.error.issues[0];
  const where = issue.path.reduce<string>(
    (text, key) =>
      typeof key === 'number' ? `${text}[${key}]` : `${text}.${String(key)}`,
    path,
  );
  if (issue.code === 'unrecognized_keys') {
    throw new InputError(
      `${where}: unknown key '${issue.keys[0]}'; remove it or correct its spelling`,
    );
  }
  throw new InputError(`${where}: ${issue.message}`);
}
