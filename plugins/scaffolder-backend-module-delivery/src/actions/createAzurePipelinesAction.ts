import {
  resolveSafeChildPath,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { ConflictError, isError } from '@backstage/errors';
import {
  DefaultAzureDevOpsCredentialsProvider,
  ScmIntegrationRegistry,
} from '@backstage/integration';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { z as zod } from 'zod';
import { createCodeHost } from '../codeHosts/createCodeHost';
import { RestClient } from '../goldenPath/pullRequests/RestClient';
import { readWizardConfig } from '../wizardConfig';

const QUERY = { 'api-version': '7.1' };
const DELIVERY_FILE = 'azure-pipelines.yml';
const FURTHER_FOLDER = '.azuredevops/pipelines';
const ROOT_FOLDER = '\\';

const pipelineSchema = zod.object({ id: zod.number(), name: zod.string() });

/** Where pipelines are: `project` is the organization and the project, as segments of a path. */
type PipelinesPlace = { client: RestClient; project: string[] };

/**
 * `delivery:azure:pipelines`: creates the pipelines whose files a repository of Azure Repos holds, as
 * `<service> delivery` and one for each file below `.azuredevops/pipelines`, and starts the first run. Azure DevOps does
 * neither by itself. Pipelines that exist are left as they are, but a delivery that never ran is started.
 */
export function createAzurePipelinesAction(options: {
  config: RootConfigService;
  integrations: ScmIntegrationRegistry;
}) {
  const { config, integrations } = options;
  return createTemplateAction({
    id: 'delivery:azure:pipelines',
    description:
      'Creates the Azure Pipelines of a published repository and starts the first run',
    examples: [
      {
        description: 'Create the pipelines of a service',
        example: `steps:
  - id: pipelines
    action: delivery:azure:pipelines
    input:
      name: checkout-api
      path: service
`,
      },
    ],
    schema: {
      input: {
        name: z => z.string({ description: 'Name of the repository' }),
        path: z =>
          z.string({
            description: 'Folder of the workspace that was published',
          }),
      },
      output: {
        pipelines: z => z.array(z.string(), { description: 'Their names' }),
      },
    },
    async handler(ctx) {
      const { name } = ctx.input;
      const wizard = readWizardConfig(config);
      const codeHost = createCodeHost('azure', { wizard, integrations });
      const files = await pipelineFiles(
        resolveSafeChildPath(ctx.workspacePath, ctx.input.path),
      );
      const project = [codeHost.organization, codeHost.project];
      const credentials =
        DefaultAzureDevOpsCredentialsProvider.fromIntegrations(integrations);
      const { url } = codeHost.address(name);
      const client = RestClient.create({
        upstream: `Azure DevOps (${codeHost.host})`,
        baseUrl: new URL(url).origin,
        headers: async () => ({
          ...(await credentials.getCredentials({ url }))?.headers,
        }),
      });

      const at = { client, project };
      // https://learn.microsoft.com/en-us/rest/api/azure/devops/git/repositories/get-repository
      const repository = await client.send(
        {
          method: 'GET',
          segments: [...project, '_apis', 'git', 'repositories', name],
          query: QUERY,
        },
        zod.object({ id: zod.string() }),
      );
      const names: string[] = [];
      for (const file of files) {
        const pipelineName = `${name} ${path.basename(
          file === DELIVERY_FILE ? 'delivery' : file,
          '.yml',
        )}`;
        names.push(pipelineName);
        // https://learn.microsoft.com/en-us/rest/api/azure/devops/pipelines/pipelines/create
        const pipeline = await client
          .send(
            {
              method: 'POST',
              segments: [...project, '_apis', 'pipelines'],
              query: QUERY,
              body: {
                name: pipelineName,
                folder: ROOT_FOLDER,
                configuration: {
                  type: 'yaml',
                  path: `/${file}`,
                  repository: {
                    id: repository.id,
                    name,
                    type: 'azureReposGit',
                  },
                },
              },
            },
            pipelineSchema,
          )
          .catch(ignoreExisting);
        if (!pipeline) {
          ctx.logger.info(`The pipeline '${pipelineName}' exists already`);
        }
        if (file !== DELIVERY_FILE) {
          continue;
        }
        // An earlier try may have ended between the two requests.
        const id = pipeline?.id ?? (await findIdlePipeline(pipelineName, at));
        if (id !== undefined) {
          await startPipeline(id, at);
          ctx.logger.info(`The pipeline '${pipelineName}' has started`);
        }
      }
      ctx.output('pipelines', names);
    },
  });
}

async function pipelineFiles(folder: string): Promise<string[]> {
  const further = await readdir(path.join(folder, FURTHER_FOLDER));
  return [
    DELIVERY_FILE,
    ...further
      .filter(file => file.endsWith('.yml'))
      .sort()
      .map(file => path.posix.join(FURTHER_FOLDER, file)),
  ];
}

/** The id of a pipeline that exists but has no run yet. */
async function findIdlePipeline(
  name: string,
  { client, project }: PipelinesPlace,
): Promise<number | undefined> {
  // https://learn.microsoft.com/en-us/rest/api/azure/devops/build/definitions/list
  const { value: pipelines } = await client.send(
    {
      method: 'GET',
      segments: [...project, '_apis', 'build', 'definitions'],
      query: { ...QUERY, name, path: ROOT_FOLDER },
    },
    zod.object({ value: zod.array(pipelineSchema) }),
  );
  // Azure DevOps takes the name for a pattern, and tells no upper case from lower.
  const pipeline = pipelines.find(
    each => each.name.toLowerCase() === name.toLowerCase(),
  );
  if (!pipeline) {
    throw new ConflictError(
      `Azure DevOps says that the pipeline '${name}' exists, but does not list it; the portal's integration needs the right to see builds`,
    );
  }
  // https://learn.microsoft.com/en-us/rest/api/azure/devops/build/builds/list
  const { value: runs } = await client.send(
    {
      method: 'GET',
      segments: [...project, '_apis', 'build', 'builds'],
      query: { ...QUERY, definitions: String(pipeline.id), $top: '1' },
    },
    zod.object({ value: zod.array(zod.unknown()) }),
  );
  return runs.length === 0 ? pipeline.id : undefined;
}

/** The push that would have started it was there before the pipeline. */
async function startPipeline(
  id: number,
  { client, project }: PipelinesPlace,
): Promise<void> {
  // https://learn.microsoft.com/en-us/rest/api/azure/devops/pipelines/runs/run-pipeline
  await client.send(
    {
      method: 'POST',
      segments: [...project, '_apis', 'pipelines', String(id), 'runs'],
      query: QUERY,
      body: {
        resources: {
          repositories: { self: { refName: 'refs/heads/main' } },
        },
      },
    },
    zod.object({ id: zod.number() }),
  );
}

function ignoreExisting(error: unknown): undefined {
  if (isError(error) && error.name === 'ConflictError') {
    return undefined;
  }
  throw error;
}
