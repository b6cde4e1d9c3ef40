import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  DiscoveryService,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { isCiSystem, readChoices, requireChoice } from '../choices';
import { createCodeHost } from '../codeHosts/createCodeHost';
import { resolveEnvironments } from '../environments';
import { findNameProblem, isOwn } from '../findNameProblem';
import { parseHostedRepository } from '../goldenPath/HostedRepository';
import { requirePipeline } from '../readPipelineChoices';
import { readWizardConfig } from '../wizardConfig';

/**
 * `delivery:service:check`: refuses a service that cannot be created, before anything is, and says where its parts will
 * live. It knows what an earlier try of the same run has made already, so that a failed run can be run again. A dry run
 * asks no code host and may name a service that exists: that is how its repository is rendered again.
 */
export function createServiceCheckAction(options: {
  config: RootConfigService;
  catalog: CatalogService;
  discovery: DiscoveryService;
  integrations: ScmIntegrationRegistry;
}) {
  const { config, catalog, discovery, integrations } = options;
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
      ci: github
      registry: ghcr
      gitops: argocd
      manifestsIn: own
      secrets: external-secrets-aws
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
        ci: z => z.string({ description: 'github, gitlab or azure' }),
        registry: z =>
          z.string({ description: 'Image registry, as in app-config' }),
        gitops: z => z.string({ description: 'argocd or flux' }),
        manifestsIn: z =>
          z.enum(['own', 'service'], {
            description: 'Whether manifests get a repository of their own',
          }),
        secrets: z => z.string({ description: 'Where secrets come from' }),
        environments: z =>
          z
            .array(z.record(z.unknown()), {
              description: 'What differs from the defaults, by name',
            })
            .optional(),
        task: z =>
          z.string({
            description: 'Id of the run, to know its own work again',
          }),
        context: z =>
          z
            .record(z.string(), {
              description:
                'For a dry run of a service that exists: outputs as they were when it was made',
            })
            .optional(),
      },
      output: {
        organization: z =>
          z.string({ description: 'Organization or group of the code host' }),
        project: z => z.string({ description: 'Of Azure DevOps; else empty' }),
        codeHost: z => z.string(),
        ownerName: z => z.string(),
        repositoryName: z =>
          z.string({
            description: 'The name of the service, unless it was there before',
          }),
        repositoryUrl: z => z.string(),
        cloneUrl: z => z.string(),
        fileUrl: z =>
          z.string({ description: 'Before the path of a file on main' }),
        manifestsUrl: z => z.string(),
        manifestsCloneUrl: z => z.string(),
        manifestsFileUrl: z => z.string(),
        manifestsFolder: z =>
          z.string({ description: 'Folder of the workspace' }),
        serviceRepoUrl: z => z.string({ description: 'For publish actions' }),
        manifestsRepoUrl: z => z.string({ description: 'For publish actions' }),
        image: z => z.string({ description: 'Full name without tag' }),
        registryHost: z => z.string(),
        environments: z => z.array(z.record(z.unknown())),
        firstEnvironment: z => z.string(),
        lastEnvironment: z => z.string(),
        domain: z => z.string(),
        gateway: z => z.object({ name: z.string(), namespace: z.string() }),
        secretStore: z => z.string(),
        prometheusUrl: z => z.string(),
        otlpEndpoint: z => z.string(),
        deliveryApi: z =>
          z.string({
            description: 'Where pipelines report; empty if they do not',
          }),
        servicePublished: z =>
          z.boolean({ description: 'An earlier try published it' }),
        manifestsPublished: z =>
          z.boolean({ description: 'An earlier try published it' }),
        registered: z =>
          z.boolean({ description: 'An earlier try registered it' }),
      },
    },
    async handler(ctx) {
      const { name, owner, system, ci, manifestsIn, task } = ctx.input;
      const wizard = readWizardConfig(config);
      const credentials = await ctx.getInitiatorCredentials();

      const pipeline = requirePipeline(config, ctx.input.pipeline);
      const choices = readChoices(config);
      requireChoice(choices, 'ci', ci);
      if (!isCiSystem(ci)) {
        throw new InputError(`ci '${ci}': there is no such choice`);
      }
      const registry = requireChoice(choices, 'registry', ctx.input.registry);
      const registryPath = registry.detail ?? '';
      requireChoice(choices, 'gitops', ctx.input.gitops);
      const secrets = requireChoice(choices, 'secrets', ctx.input.secrets);
      const environments = resolveEnvironments({
        service: name,
        pipeline,
        domain: wizard.domain,
        choices: ctx.input.environments ?? [],
      });
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

      const codeHost = createCodeHost(ci, { wizard, integrations });
      const hasOwnManifests = manifestsIn === 'own';
      const manifestsName = hasOwnManifests ? `${name}-manifests` : name;
      if (!ctx.isDryRun) {
        const problem = await findNameProblem(name, {
          catalog,
          credentials,
          codeHost,
          task,
        });
        if (problem) {
          throw new ConflictError(problem);
        }
        const [service, manifests, entity] = await Promise.all([
          codeHost.read(name),
          codeHost.read(manifestsName),
          catalog.getEntityByRef(`component:default/${name}`, { credentials }),
        ]);
        ctx.output('servicePublished', isOwn(service, task));
        ctx.output('manifestsPublished', isOwn(manifests, task));
        ctx.output('registered', Boolean(entity));
      }

      // Only a dry run may be told where things are; a real one creates them.
      const context = ctx.isDryRun ? ctx.input.context : undefined;
      const kept = (output: string, value: string) =>
        context?.[output] ?? value;
      const serviceAddress = codeHost.address(name);
      const manifestsAddress = codeHost.address(manifestsName);
      ctx.output('organization', kept('organization', codeHost.organization));
      ctx.output('project', kept('project', codeHost.project));
      ctx.output('codeHost', kept('codeHost', codeHost.host));
      ctx.output('ownerName', kept('ownerName', ownerRef.name));
      ctx.output(
        'repositoryName',
        context?.repositoryUrl
          ? parseHostedRepository(context.repositoryUrl, integrations).name
          : name,
      );
      ctx.output('repositoryUrl', kept('repositoryUrl', serviceAddress.url));
      ctx.output('cloneUrl', kept('cloneUrl', serviceAddress.cloneUrl));
      ctx.output('fileUrl', kept('fileUrl', serviceAddress.fileUrl));
      ctx.output('manifestsUrl', kept('manifestsUrl', manifestsAddress.url));
      ctx.output(
        'manifestsCloneUrl',
        kept('manifestsCloneUrl', manifestsAddress.cloneUrl),
      );
      ctx.output(
        'manifestsFileUrl',
        kept('manifestsFileUrl', manifestsAddress.fileUrl),
      );
      ctx.output('manifestsFolder', hasOwnManifests ? 'manifests' : 'service');
      ctx.output('serviceRepoUrl', serviceAddress.repoUrl);
      ctx.output('manifestsRepoUrl', manifestsAddress.repoUrl);
      ctx.output(
        'image',
        kept('image', `${registryPath}/${name}`.toLowerCase()),
      );
      ctx.output('registryHost', registryPath.split('/')[0]);
      ctx.output('environments', environments);
      ctx.output('firstEnvironment', environments[0].name);
      ctx.output('lastEnvironment', environments.at(-1)?.name ?? '');
      ctx.output('domain', wizard.domain);
      ctx.output('gateway', wizard.gateway);
      ctx.output('secretStore', secrets.detail ?? '');
      ctx.output('prometheusUrl', wizard.prometheusAddress);
      ctx.output('otlpEndpoint', wizard.otlpAddress);
      ctx.output(
        'deliveryApi',
        wizard.reports ? await discovery.getExternalBaseUrl('delivery') : '',
      );
      ctx.logger.info(
        `'${name}' can be created at ${serviceAddress.url}, with manifests at ${manifestsAddress.url}`,
      );
    },
  });
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
