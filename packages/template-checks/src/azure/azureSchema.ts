import { SchemaObject } from 'ajv';

const text = { type: 'string', minLength: 1 };
const texts = { type: 'array', items: text, minItems: 1 };
const oneOrMore = { anyOf: [text, { type: 'array', items: text }] };
const values = {
  type: 'object',
  additionalProperties: { type: ['string', 'number', 'boolean'] },
};
const pool = object({ vmImage: text, name: text }, []);
const filter = object({ include: texts, exclude: texts }, []);
const none = { const: 'none' };

/** An object with these keys and no others: a key that is misspelt is otherwise ignored by Azure. */
function object(
  properties: Record<string, object>,
  required: string[],
): SchemaObject {
  return { type: 'object', properties, required, additionalProperties: false };
}

function listOf(name: string): SchemaObject {
  return {
    type: 'array',
    items: { $ref: `#/definitions/${name}` },
    minItems: 1,
  };
}

const common = {
  displayName: text,
  name: { type: 'string', pattern: '^[A-Za-z_]\\w*$' },
  condition: text,
  continueOnError: { type: 'boolean' },
  enabled: { type: 'boolean' },
  env: values,
  timeoutInMinutes: { type: 'integer' },
};
const template = object({ template: text, parameters: values }, ['template']);
const step = {
  anyOf: [
    object(
      { bash: text, workingDirectory: text, failOnStderr: {}, ...common },
      ['bash', 'displayName'],
    ),
    object({ task: text, inputs: values, ...common }, ['task', 'displayName']),
    object(
      {
        checkout: text,
        fetchDepth: { type: 'integer', minimum: 0 },
        fetchTags: { type: 'boolean' },
        path: text,
        persistCredentials: { type: 'boolean' },
        clean: { type: 'boolean' },
        ...common,
      },
      ['checkout'],
    ),
    object({ publish: text, artifact: text, ...common }, [
      'publish',
      'artifact',
    ]),
    object({ download: text, artifact: text, patterns: text, ...common }, [
      'download',
    ]),
    template,
  ],
};
const job = {
  displayName: text,
  dependsOn: oneOrMore,
  condition: text,
  timeoutInMinutes: { type: 'integer' },
  variables: values,
  pool,
  uses: object({ repositories: texts, pools: texts }, []),
};
const jobs = {
  anyOf: [
    object(
      {
        job: { type: 'string', pattern: '^\\w+$' },
        ...job,
        steps: listOf('step'),
      },
      ['job', 'displayName', 'steps'],
    ),
    object(
      {
        deployment: { type: 'string', pattern: '^\\w+$' },
        ...job,
        environment: text,
        strategy: object(
          {
            runOnce: object(
              { deploy: object({ steps: listOf('step') }, ['steps']) },
              ['deploy'],
            ),
          },
          ['runOnce'],
        ),
      },
      ['deployment', 'displayName', 'environment', 'strategy'],
    ),
    template,
  ],
};
const stage = object(
  {
    stage: { type: 'string', pattern: '^\\w+$' },
    displayName: text,
    dependsOn: oneOrMore,
    condition: text,
    lockBehavior: { enum: ['sequential', 'runLatest'] },
    variables: values,
    jobs: listOf('job'),
  },
  ['stage', 'displayName', 'jobs'],
);
const parameter = object(
  {
    name: text,
    displayName: text,
    type: { enum: ['string', 'boolean', 'number', 'object'] },
    default: { type: ['string', 'boolean', 'number'] },
    values: texts,
  },
  ['name', 'displayName', 'type'],
);
const schedule = object(
  {
    cron: { type: 'string', pattern: '^(?:\\S+ ){4}\\S+$' },
    displayName: text,
    branches: filter,
    always: { type: 'boolean' },
  },
  ['cron', 'displayName', 'branches'],
);
const repository = object(
  { repository: text, type: { const: 'git' }, name: text, ref: text },
  ['repository', 'type', 'name'],
);

const definitions = { step, job: jobs, stage };
const root = {
  name: text,
  trigger: {
    anyOf: [none, object({ branches: filter, paths: filter, batch: {} }, [])],
  },
  pr: none,
  pool,
  lockBehavior: { enum: ['sequential', 'runLatest'] },
  parameters: { type: 'array', items: parameter, minItems: 1 },
  schedules: { type: 'array', items: schedule, minItems: 1 },
  resources: object({ repositories: { type: 'array', items: repository } }, []),
  variables: values,
};

/**
 * The part of Azure's pipeline language that generated repositories use, strict about everything else. Written from
 * https://learn.microsoft.com/en-us/azure/devops/pipelines/yaml-schema.
 */
export const azurePipelineSchema: SchemaObject = {
  definitions,
  oneOf: [
    object({ ...root, stages: listOf('stage') }, [
      'trigger',
      'pr',
      'pool',
      'stages',
    ]),
    object({ ...root, jobs: listOf('job') }, ['trigger', 'pr', 'pool', 'jobs']),
  ],
};

/** A file of jobs or steps that pipelines take in. */
export const azureTemplateSchema: SchemaObject = {
  definitions,
  oneOf: [
    object({ parameters: root.parameters, jobs: listOf('job') }, ['jobs']),
    object({ parameters: root.parameters, steps: listOf('step') }, ['steps']),
  ],
};
