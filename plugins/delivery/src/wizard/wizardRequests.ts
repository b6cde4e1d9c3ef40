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

const registriesSchema = z.object({
  registries: z.array(
    z.object({
      name: z.string(),
      title: z.string(),
      path: z.string().optional(),
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

/** An image registry; without a path it is not set up in this portal. */
export type RegistryChoice = z.infer<
  typeof registriesSchema
>['registries'][number];

/** A file that the wizard would make. */
export type PreviewFile = z.infer<typeof previewSchema>['files'][number];

/** Says why a name cannot be used, or nothing if it can. */
export async function readNameProblem(
  fetchApi: FetchApi,
  name: string,
): Promise<string | undefined> {
  const response = await fetchApi.fetch(
    `plugin://scaffolder/delivery/service-names/${encodeURIComponent(name)}`,
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

/** Lists the registries that the golden path knows. */
export async function readRegistries(
  fetchApi: FetchApi,
): Promise<RegistryChoice[]> {
  const response = await fetchApi.fetch(
    'plugin://scaffolder/delivery/registries',
  );
  return (await read(response, registriesSchema)).registries;
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
