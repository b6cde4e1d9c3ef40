import { ResponseError } from '@backstage/errors';
import { z } from 'zod';

type FetchApi = { fetch: typeof fetch };

const nameSchema = z.object({
  available: z.boolean(),
  problem: z.string().optional(),
});

const pipelinesSchema = z.object({
  pipelines: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      environments: z.array(z.string()),
    }),
  ),
});

const choiceSchema = z.object({
  name: z.string(),
  detail: z.string().optional(),
  problem: z.string().optional(),
});

const choicesSchema = z.object({
  ci: z.array(choiceSchema),
  registry: z.array(choiceSchema),
  gitops: z.array(choiceSchema),
  secrets: z.array(choiceSchema),
});

const environmentsSchema = z.object({
  environments: z.array(
    z.object({
      name: z.string(),
      stage: z.enum(['development', 'staging', 'production']),
      host: z.string(),
      cpu: z.string(),
      memory: z.string(),
      replicas: z.number().optional(),
      minReplicas: z.number().optional(),
      maxReplicas: z.number().optional(),
      approvals: z
        .object({ count: z.number(), from: z.array(z.string()) })
        .optional(),
    }),
  ),
});

const previewSchema = z.object({
  files: z.array(
    z.object({ path: z.string(), content: z.string(), truncated: z.boolean() }),
  ),
});

/** A delivery pipeline that a service can take part in. */
export type PipelineChoice = z.infer<
  typeof pipelinesSchema
>['pipelines'][number];

/** An answer that depends on how the portal is set up; with a problem it is not offered. */
export type PortalChoice = z.infer<typeof choiceSchema>;

/** An environment of a new service with its defaults. */
export type EnvironmentDefaults = z.infer<
  typeof environmentsSchema
>['environments'][number];

/** A file that the wizard would make. */
export type PreviewFile = z.infer<typeof previewSchema>['files'][number];

/** Says why a name cannot be used on the code host of a CI system, or nothing if it can. */
export async function readNameProblem(
  fetchApi: FetchApi,
  name: string,
  ci: string,
): Promise<string | undefined> {
  const response = await fetchApi.fetch(
    `plugin://scaffolder/delivery/service-names/${encodeURIComponent(
      name,
    )}?${new URLSearchParams({ ci })}`,
  );
  return (await read(response, nameSchema)).problem;
}

/** Lists the pipelines of this portal. */
export async function readPipelines(
  fetchApi: FetchApi,
): Promise<PipelineChoice[]> {
  const response = await fetchApi.fetch(
    'plugin://scaffolder/delivery/pipelines',
  );
  return (await read(response, pipelinesSchema)).pipelines;
}

/** Says what this portal is set up for. */
export async function readChoices(
  fetchApi: FetchApi,
): Promise<z.infer<typeof choicesSchema>> {
  const response = await fetchApi.fetch('plugin://scaffolder/delivery/choices');
  return read(response, choicesSchema);
}

/** Lists the environments that a service of this pipeline gets. */
export async function readEnvironments(
  fetchApi: FetchApi,
  query: { pipeline: string; service: string },
): Promise<EnvironmentDefaults[]> {
  const response = await fetchApi.fetch(
    `plugin://scaffolder/delivery/environments?${new URLSearchParams(query)}`,
  );
  return (await read(response, environmentsSchema)).environments;
}

/** Renders the template with these values, without creating anything. */
export async function previewFiles(
  fetchApi: FetchApi,
  request: { templateRef: string; values: object },
  signal: AbortSignal,
): Promise<PreviewFile[]> {
  const response = await fetchApi.fetch(
    'plugin://scaffolder/delivery/preview',
    {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(request),
      signal,
    },
  );
  return (await read(response, previewSchema)).files;
}

async function read<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
  if (!response.ok) {
    throw await ResponseError.fromResponse(response);
  }
  return schema.parse(await response.json());
}
