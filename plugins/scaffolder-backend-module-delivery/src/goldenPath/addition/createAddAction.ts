import {
  AuthService,
  resolveSafeChildPath,
} from '@backstage/backend-plugin-api';
import { ConflictError, InputError, NotFoundError } from '@backstage/errors';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { CatalogService } from '@backstage/plugin-catalog-node';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { JsonObject } from '@backstage/types';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z as zod } from 'zod';
import { CodeHost } from '../../codeHosts/CodeHost';
import { RenderedFile } from '../git/snapshotScript';
import { authorOf, GoldenPathRepositories } from '../GoldenPathRepositories';
import { GoldenPathRenderer, TEMPLATE_REF } from '../GoldenPathRenderer';
import { addressesOf, codeHostOf } from '../HostedRepository';
import { GOLDEN_PATH_FILE, readGoldenPathFile } from '../readGoldenPathFile';
import { readStand, RepositoryStand } from '../upgradeRepository';
import { addDelivery, startAddition } from './addDelivery';
import { findSubject } from './AdditionSubject';
import { requireFreeName } from './requireFreeName';

/** Answers that make no difference to manifests. */
const NOT_IN_MANIFESTS = new Set([
  'description',
  'system',
  'language',
  'branching',
  'codeScanning',
  'dependencyScanning',
  'imageScanning',
  'infrastructureScanning',
]);

const answersSchema = zod.record(zod.string(), zod.json());

/**
 * `delivery:golden-path:add`: proposes to an existing repository what it lacks of the golden path, and writes its
 * manifests to the workspace, to be published if they have a repository of their own. Running it again renews the proposal.
 */
export function createAddAction(options: {
  auth: AuthService;
  catalog: CatalogService;
  integrations: ScmIntegrationRegistry;
  renderer: GoldenPathRenderer;
  repositories: GoldenPathRepositories;
}) {
  const { auth, catalog, integrations, renderer, repositories } = options;
  return createTemplateAction({
    id: 'delivery:golden-path:add',
    description:
      'Opens a pull request that adds what a repository lacks of the golden path; overwrites nothing',
    examples: [
      {
        description: 'Add delivery to a service of the catalog',
        example: `steps:
  - id: add
    action: delivery:golden-path:add
    input:
      service: component:default/checkout-api
      answers: \${{ parameters }}
`,
      },
    ],
    schema: {
      input: {
        service: z =>
          z.string({ description: 'Entity ref of a component' }).optional(),
        repository: z =>
          z
            .string({ description: 'Address, if the catalog has no component' })
            .optional(),
        answers: z =>
          z.record(z.unknown(), {
            description: 'As create-service asks for them',
          }),
        changelogUrl: z =>
          z.string({ description: 'Where people read what is new' }).optional(),
      },
      output: {
        name: z => z.string({ description: 'Of the service' }),
        pullRequestUrl: z => z.string(),
        repositoryUrl: z => z.string(),
        manifestsUrl: z => z.string(),
        manifestsRepoUrl: z => z.string({ description: 'For publish actions' }),
        manifestsFolder: z => z.string({ description: 'In the workspace' }),
        manifestsMissing: z =>
          z.boolean({
            description: 'The manifests need a repository that is not there',
          }),
      },
    },
    async handler(ctx) {
      const { service, repository, changelogUrl } = ctx.input;
      const credentials = await ctx.getInitiatorCredentials();
      const given = answersSchema.safeParse(ctx.input.answers);
      if (!given.success) {
        throw new InputError('answers: must be plain values');
      }
      const subject = await findSubject(
        { service, repository },
        { catalog, integrations, credentials },
      );
      // A question that was not answered arrives as an empty text.
      const answered = Object.entries(given.data).filter(
        ([, value]) => value !== '',
      );
      const answers: JsonObject & { name: string } = {
        ...Object.fromEntries(answered),
        ...subject.answers,
      };
      const { name } = answers;
      if (answers.ci !== subject.repository.type) {
        throw new InputError(
          `${subject.repository.url} lives on a host of type '${subject.repository.type}'; choose the CI system of that, not '${answers.ci}'`,
        );
      }
      await requireFreeName(name, {
        repository: subject.repository,
        catalog,
        integrations,
        credentials: await auth.getOwnServiceCredentials(),
      });
      const codeHost = codeHostOf(subject.repository, integrations);
      const state = await codeHost.read(subject.repository.name);
      if (!state.exists || state.empty) {
        throw new NotFoundError(
          `${subject.repository.url} ${
            state.exists
              ? 'has no commit yet'
              : 'does not exist, or the portal’s integration may not see it'
          }`,
        );
      }
      const target = await repositories.open(subject.repository.url, ctx);
      const start = await startAddition(target, answers);

      const hasOwnManifests = answers.manifestsIn !== 'service';
      const manifestsName = hasOwnManifests
        ? `${name}-manifests`
        : subject.repository.name;
      const rendering = await renderer.render(
        {
          answers,
          scope: 'delivery',
          context: addressesOf(
            {
              service: subject.repository,
              manifests: { ...subject.repository, name: manifestsName },
            },
            integrations,
          ),
          task: start.task ?? ctx.task.id,
        },
        credentials,
      );
      const manifests = codeHost.address(manifestsName);
      const manifestsMissing =
        hasOwnManifests && !(await hasManifests(codeHost, manifestsName));
      if (hasOwnManifests && !manifestsMissing) {
        requireManifestsOf(
          name,
          await readStand(await repositories.open(manifests.url, ctx)),
          manifests.url,
          rendering.manifests,
        );
      }
      const folder = hasOwnManifests ? 'manifests' : 'service';
      await writeFiles(
        resolveSafeChildPath(ctx.workspacePath, folder),
        hasOwnManifests ? rendering.manifests : rendering.service,
      );
      const { fileUrl } = codeHost.address(subject.repository.name);
      const pullRequest = await addDelivery(target, {
        start,
        component: name,
        catalogFile: subject.catalogFile,
        language: answers.language,
        version: rendering.version,
        files: rendering.service,
        manifestsUrl: hasOwnManifests ? manifests.url : undefined,
        fileUrl: (branch, file) =>
          fileUrl
            .replace('/blob/main/', `/blob/${branch}/`)
            .replace('version=GBmain', `version=GB${branch}`) + file,
        author: authorOf(ctx),
        changelogUrl,
      });
      ctx.logger.info(`${target.url}: ${pullRequest.url}`);
      ctx.output('name', name);
      ctx.output('pullRequestUrl', pullRequest.url);
      ctx.output('repositoryUrl', target.url);
      ctx.output('manifestsUrl', manifests.url);
      ctx.output('manifestsRepoUrl', manifests.repoUrl);
      ctx.output('manifestsFolder', folder);
      ctx.output('manifestsMissing', manifestsMissing);
    },
  });
}

async function hasManifests(
  codeHost: CodeHost,
  name: string,
): Promise<boolean> {
  const state = await codeHost.read(name);
  return state.exists && !state.empty;
}

function requireManifestsOf(
  name: string,
  stand: RepositoryStand,
  url: string,
  rendered: RenderedFile[],
): void {
  const { answers, version } = stand.current;
  const owner = answers.name;
  if (owner !== name) {
    throw new ConflictError(
      `${url} exists and belongs to '${owner}'; rename it, or keep the manifests in the service's repository`,
    );
  }
  const file = rendered.find(({ path: each }) => each === GOLDEN_PATH_FILE);
  if (!file) {
    return;
  }
  const now = readGoldenPathFile(file.content.toString('utf8'), TEMPLATE_REF);
  const chosen: JsonObject = now.answers;
  // A question that is newer than the repository was not answered otherwise.
  const differences = Object.keys({ ...answers, ...chosen })
    .filter(
      key =>
        !NOT_IN_MANIFESTS.has(key) &&
        (key in answers || version === now.version) &&
        !isDeepStrictEqual(answers[key], chosen[key]),
    )
    .map(
      key =>
        `${key} (there ${JSON.stringify(
          answers[key] ?? null,
        )}, now ${JSON.stringify(chosen[key] ?? null)})`,
    );
  if (differences.length > 0) {
    throw new ConflictError(
      `${url} was made with other answers: ${differences.join(
        ', ',
      )}. Choose as before, or delete that repository, and run this again`,
    );
  }
}

async function writeFiles(
  folder: string,
  files: RenderedFile[],
): Promise<void> {
  for (const file of files) {
    const target = resolveSafeChildPath(folder, file.path);
    await mkdir(path.dirname(target), { recursive: true });
    await writeFile(target, file.content, {
      mode: file.executable ? 0o755 : 0o644,
    });
  }
}
