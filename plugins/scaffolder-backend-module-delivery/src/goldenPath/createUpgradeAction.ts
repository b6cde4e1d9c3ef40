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
import { CatalogPlace } from './catalogInfo/nameVersion';
import { authorOf, GoldenPathRepositories } from './GoldenPathRepositories';
import { GoldenPathRenderer } from './GoldenPathRenderer';
import { addressesOf, parseHostedRepository } from './HostedRepository';
import { ProposalTarget } from './proposeChange';
import {
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
      const service = await repositories.open(
        getEntitySourceLocation(entity).target,
        ctx,
      );
      const stand = await readStand(service);
      requireNamed(service, stand, entity);
      const { answers, version, scope, context, task } = stand.current;
      const manifestsUrl = entity.metadata.annotations?.[MANIFESTS_ANNOTATION];
      const addresses = addressesOf(
        {
          service: service.repository,
          manifests: manifestsUrl
            ? parseHostedRepository(manifestsUrl, integrations)
            : service.repository,
        },
        integrations,
      );
      ctx.logger.info(
        `${service.url} has version ${version} of the golden path`,
      );
      const rendering = await renderer.render(
        {
          answers,
          version,
          scope,
          context: { ...context, ...addresses },
          task,
        },
        credentials,
      );
      const outcomes: { url: string; outcome: UpgradeOutcome }[] = [];
      const upgrade = async (
        target: ProposalTarget,
        of: RepositoryStand,
        files: typeof rendering.service,
        place?: CatalogPlace,
      ) => {
        const outcome = await upgradeRepository(target, {
          stand: of,
          version: rendering.version,
          files,
          author,
          catalog: place,
          changelogUrl,
        });
        ctx.logger.info(summarize(target.url, outcome));
        outcomes.push({ url: target.url, outcome });
        return outcome.kind === 'proposed'
          ? outcome.pullRequest.url
          : undefined;
      };

      if (rendering.manifests.length > 0 && manifestsUrl) {
        const manifests = await repositories.open(manifestsUrl, ctx);
        const manifestsStand = await readStand(manifests);
        requireNamed(manifests, manifestsStand, entity);
        ctx.output(
          'manifestsPullRequestUrl',
          await upgrade(manifests, manifestsStand, rendering.manifests),
        );
      }
      ctx.output(
        'pullRequestUrl',
        await upgrade(service, stand, rendering.service, {
          component: entity.metadata.name,
          path:
            catalogFileOf(entity, service.repository, integrations) ??
            CATALOG_FILE,
        }),
      );
      ctx.output(
        'summary',
        outcomes
          .map(({ url, outcome }) => `- ${summarize(url, outcome)}`)
          .join('\n'),
      );
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
    return `${url} has the newest version, ${outcome.version}: nothing to do`;
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
