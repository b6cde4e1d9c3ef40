import {
  Entity,
  getEntitySourceLocation,
  parseEntityRef,
  stringifyEntityRef,
} from '@backstage/catalog-model';
import { ConflictError, NotFoundError } from '@backstage/errors';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { MANIFESTS_ANNOTATION } from '@fairway/backstage-plugin-delivery-common';
import { CATALOG_FILE, catalogFileOf } from './catalogInfo/catalogFileOf';
import { authorOf, GoldenPathRepositories } from './GoldenPathRepositories';
import { GoldenPathRenderer } from './GoldenPathRenderer';
import { addressesOf, parseHostedRepository } from './HostedRepository';
import { ProposalTarget } from './proposeChange';
import { GOLDEN_PATH_FILE } from './readGoldenPathFile';
import {
  findStand,
  readStand,
  RepositoryStand,
  UpgradeOutcome,
  upgradeRepository,
} from './upgradeRepository';

/**
 * `delivery:golden-path:upgrade`: renders the newest version of the template with the answers that a service was made
 * with, and proposes what changed since, merged with the service's own changes. Running it again renews the proposal.
 */
export function createUpgradeAction(options: {
  catalog: CatalogService;
  integrations: ScmIntegrationRegistry;
  renderer: GoldenPathRenderer;
  repositories: GoldenPathRepositories;
}) {
  const { catalog, integrations, renderer, repositories } = options;
  return createTemplateAction({
    id: 'delivery:golden-path:upgrade',
    description:
      'Opens pull requests that bring a service and its manifests to the newest version of the golden path',
    examples: [
      {
        description: 'Upgrade a service',
        example: `steps:
  - id: upgrade
    action: delivery:golden-path:upgrade
    input:
      service: component:default/checkout-api
      changelogUrl: https://github.com/acme/portal/blob/main/templates/CHANGELOG.md
`,
      },
    ],
    schema: {
      input: {
        service: z =>
          z.string({ description: 'Entity ref of the service to upgrade' }),
        changelogUrl: z =>
          z.string({ description: 'Where people read what is new' }).optional(),
      },
      output: {
        pullRequestUrl: z =>
          z
            .string({ description: 'Of the service; absent if it is current' })
            .optional(),
        manifestsPullRequestUrl: z =>
          z
            .string({
              description:
                'Of its manifests repository; absent if it is current or the service holds them',
            })
            .optional(),
        summary: z => z.string({ description: 'What came of it; Markdown' }),
      },
    },
    async handler(ctx) {
      const { changelogUrl } = ctx.input;
      const credentials = await ctx.getInitiatorCredentials();
      const ref = stringifyEntityRef(
        parseEntityRef(ctx.input.service, {
          defaultKind: 'component',
          defaultNamespace: 'default',
        }),
      );
      const entity = await catalog.getEntityByRef(ref, { credentials });
      if (!entity) {
        throw new NotFoundError(
          `No ${ref} in the catalog, or you may not see it`,
        );
      }
      const author = authorOf(ctx);
      const target = await repositories.open(
        getEntitySourceLocation(entity).target,
        ctx,
      );
      const service = { target, stand: await readStand(target) };
      const manifestsUrl = entity.metadata.annotations?.[MANIFESTS_ANNOTATION];
      const manifestsRepository = manifestsUrl
        ? parseHostedRepository(manifestsUrl, integrations)
        : target.repository;
      const parts = [service];
      const summary: string[] = [];
      if (manifestsRepository.url !== target.url) {
        const manifests = await repositories.open(manifestsRepository.url, ctx);
        const stand = await findStand(manifests);
        if (stand) {
          parts.unshift({ target: manifests, stand });
        } else {
          summary.push(
            `- ${manifests.url} has no ${GOLDEN_PATH_FILE}: left as it is`,
          );
        }
      }
      parts.forEach(part => requireNamed(part.target, part.stand, entity));

      const newest = await renderer.newestVersion(credentials);
      if (newest && parts.every(part => part.stand.current.version >= newest)) {
        summary.push(
          ...parts.map(
            part => `- ${summarizeCurrent(part.target.url, newest)}`,
          ),
        );
        ctx.logger.info(summary.join('\n'));
        ctx.output('summary', summary.join('\n'));
        return;
      }

      const { answers, version, scope, context, task } = service.stand.current;
      ctx.logger.info(
        `${target.url} has version ${version} of the golden path`,
      );
      const rendering = await renderer.render(
        {
          answers,
          version,
          scope,
          context: {
            ...context,
            ...addressesOf(
              {
                service: target.repository,
                manifests: manifestsRepository,
              },
              integrations,
            ),
          },
          task,
        },
        credentials,
      );
      for (const part of parts) {
        const isService = part === service;
        const files = isService ? rendering.service : rendering.manifests;
        if (files.length === 0) {
          summary.push(
            `- ${part.target.url}: the template has no manifests for it; left as it is`,
          );
          continue;
        }
        const outcome = await upgradeRepository(part.target, {
          stand: part.stand,
          version: rendering.version,
          files,
          author,
          catalog: isService
            ? {
                component: entity.metadata.name,
                path:
                  catalogFileOf(entity, target.repository, integrations) ??
                  CATALOG_FILE,
              }
            : undefined,
          changelogUrl,
        });
        summary.push(`- ${summarize(part.target.url, outcome)}`);
        ctx.logger.info(summarize(part.target.url, outcome));
        if (outcome.kind === 'proposed') {
          ctx.output(
            isService ? 'pullRequestUrl' : 'manifestsPullRequestUrl',
            outcome.pullRequest.url,
          );
        }
      }
      ctx.output('summary', summary.join('\n'));
    },
  });
}

/** A catalog entry may point anywhere; a repository is touched only if it says itself that it is of this service. */
function requireNamed(
  target: ProposalTarget,
  stand: RepositoryStand,
  entity: Entity,
): void {
  const { name } = stand.current.answers;
  if (name !== entity.metadata.name) {
    throw new ConflictError(
      `${target.url} was made for '${name}', not for '${entity.metadata.name}'; correct the annotations of the service in the catalog`,
    );
  }
}

function summarize(url: string, outcome: UpgradeOutcome): string {
  if (outcome.kind === 'current') {
    return summarizeCurrent(url, outcome.version);
  }
  const { pullRequest, from, to, conflicts } = outcome;
  const open =
    conflicts.length === 0
      ? 'no conflicts'
      : `${conflicts.length} ${
          conflicts.length === 1 ? 'file' : 'files'
        } to look at`;
  return `${url}: version ${from} to ${to}, ${open}: ${pullRequest.url}`;
}

function summarizeCurrent(url: string, version: number): string {
  return `${url} has the newest version, ${version}: nothing to do`;
}
