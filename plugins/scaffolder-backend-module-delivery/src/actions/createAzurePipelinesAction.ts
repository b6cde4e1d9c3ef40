import {
  resolveSafeChildPath,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
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

const API_VERSION = '7.1';
const DELIVERY_FILE = 'azure-pipelines.yml';
const FURTHER_FOLDER = '.azuredevops/pipelines';

const pipelineSchema = zod.object({ id: zod.number(), name: zod.string() });

/**
 * `delivery:azure:pipelines`: creates the pipelines whose files a repository of Azure Repos holds, as
 * `<service> delivery` and one for each file below `.azuredevops/pipelines`, and starts the first run. Azure DevOps does
 * neither by itself. Pipelines that exist are left as they are.
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
      const query = { 'api-version': API_VERSION };
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

      // https://learn.microsoft.com/en-us/rest/api/azure/devops/git/repositories/get-repository
      const repository = await client.send(
        {
          method: 'GET',
          segments: [...project, '_apis', 'git', 'repositories', name],
          query,
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
              query,
              body: {
                name: pipelineName,
                folder: '\\',
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
        } else if (file === DELIVERY_FILE) {
          // The push that would have started it was there before the pipeline.
          // https://learn.microsoft.com/en-us/rest/api/azure/devops/pipelines/runs/run-pipeline
          await client.send(
            {
              method: 'POST',
              segments: [
                ...project,
                '_apis',
                'pipelines',
                String(pipeline.id),
                'runs',
              ],
              query,
              body: {
                resources: {
                  repositories: { self: { refName: 'refs/heads/main' } },
                },
              },
            },
            zod.object({ id: zod.number() }),
          );
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

function ignoreExisting(error: unknown): undefined {
  if (isError(error) && error.name === 'ConflictError') {
    return undefined;
  }
  throw error;
}
