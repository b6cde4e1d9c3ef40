import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import { RootConfigService } from '@backstage/backend-plugin-api';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { findNameProblem, isOwn } from '../findNameProblem';
import { readPipelineChoices } from '../readPipelineChoices';
import { requireRegistry } from '../registries';
import { RepositoryReader } from '../RepositoryReader';
import { readWizardConfig } from '../wizardConfig';

/**
 * `delivery:service:check`: refuses a service that cannot be created, before anything is, and says where its parts will
 * live. It knows what an earlier try of the same run has made already, so that a failed run can be run again.
 */
export function createServiceCheckAction(options: {
  config: RootConfigService;
  catalog: CatalogService;
  integrations: ScmIntegrationRegistry;
}) {
  const { config, catalog, integrations } = options;
  return createTemplateAction({
    id: 'delivery:service:check',
    description:
      'Checks that a service can be created and says where its repositories, image and catalog entity will live',
    supportsDryRun: true,
    examples: [
      {
        description: 'Check a name and an owner',
        example: `steps:
  - id: check
    action: delivery:service:check
    input:
      name: checkout-api
      owner: group:default/payments
      pipeline: standard
      registry: ghcr
      task: \${{ context.task.id }}
`,
      },
    ],
    schema: {
      input: {
        name: z => z.string({ description: 'Name of the service' }),
        owner: z =>
          z.string({ description: 'Entity ref of the owning group or user' }),
        system: z =>
          z.string({ description: 'Entity ref of the system' }).optional(),
        pipeline: z =>
          z.string({ description: 'Name of the delivery pipeline' }),
        registry: z =>
          z.string({ description: 'Image registry, as in app-config' }),
        task: z =>
          z.string({
            description: 'Id of the run, to know its own work again',
          }),
      },
      output: {
        organization: z => z.string(),
        ownerName: z => z.string(),
        repositoryUrl: z => z.string(),
        manifestsUrl: z => z.string(),
        serviceRepoUrl: z => z.string({ description: 'For publish:github' }),
        manifestsRepoUrl: z => z.string({ description: 'For publish:github' }),
        image: z => z.string({ description: 'Full name without tag' }),
        registryHost: z => z.string(),
        prometheusUrl: z => z.string(),
        servicePublished: z =>
          z.boolean({ description: 'An earlier try published it' }),
        manifestsPublished: z =>
          z.boolean({ description: 'An earlier try published it' }),
        registered: z =>
          z.boolean({ description: 'An earlier try registered it' }),
      },
    },
    async handler(ctx) {
      const { name, owner, system, pipeline, registry, task } = ctx.input;
      const wizard = readWizardConfig(config);
      const credentials = await ctx.getInitiatorCredentials();

      requirePipeline(config, pipeline);
      const registryPath = requireRegistry(config, registry);
      const ownerRef = parseEntityRef(owner, {
        defaultKind: 'group',
        defaultNamespace: 'default',
      });
      await requireEntity(catalog, stringifyEntityRef(ownerRef), 'owner', {
        credentials,
      });
      if (system) {
        const systemRef = parseEntityRef(system, {
          defaultKind: 'system',
          defaultNamespace: 'default',
        });
        await requireEntity(catalog, stringifyEntityRef(systemRef), 'system', {
          credentials,
        });
      }

      const reader = RepositoryReader.create({ wizard, integrations });
      const problem = await findNameProblem(name, {
        catalog,
        credentials,
        repositories: reader,
        task,
      });
      if (problem) {
        throw new ConflictError(problem);
      }
      const manifestsName = `${name}-manifests`;
      const [service, manifests, entity] = await Promise.all([
        reader.read(name),
        reader.read(manifestsName),
        catalog.getEntityByRef(`component:default/${name}`, { credentials }),
      ]);

      const repositoryQuery = (repository: string) =>
        `${wizard.repositoryHost}?owner=${encodeURIComponent(
          wizard.organization,
        )}&repo=${encodeURIComponent(repository)}`;
      ctx.output('organization', wizard.organization);
      ctx.output('ownerName', ownerRef.name);
      ctx.output('repositoryUrl', reader.url(name));
      ctx.output('manifestsUrl', reader.url(manifestsName));
      ctx.output('serviceRepoUrl', repositoryQuery(name));
      ctx.output('manifestsRepoUrl', repositoryQuery(manifestsName));
      ctx.output('image', `${registryPath}/${name}`.toLowerCase());
      ctx.output('registryHost', registryPath.split('/')[0]);
      ctx.output('prometheusUrl', wizard.prometheusAddress);
      ctx.output('servicePublished', isOwn(service, task));
      ctx.output('manifestsPublished', isOwn(manifests, task));
      ctx.output('registered', Boolean(entity));
      ctx.logger.info(
        `'${name}' can be created under ${wizard.repositoryHost}/${wizard.organization}`,
      );
    },
  });
}

function requirePipeline(config: RootConfigService, pipeline: string): void {
  const names = readPipelineChoices(config).map(choice => choice.name);
  if (!names.includes(pipeline)) {
    throw new InputError(
      `No delivery pipeline '${pipeline}'; there are: ${names.join(', ')}`,
    );
  }
}

async function requireEntity(
  catalog: CatalogService,
  entityRef: string,
  role: string,
  options: Parameters<CatalogService['getEntityByRef']>[1],
): Promise<void> {
  const entity = await catalog.getEntityByRef(entityRef, options);
  if (!entity) {
    throw new NotFoundError(
      `The ${role} '${entityRef}' is not in the catalog; choose one that is`,
    );
  }
}
