import {
  AuthService,
  DiscoveryService,
  resolveSafeChildPath,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { ConflictError, InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { GitopsCluster } from './GitopsCluster';
import { GitopsObject, parseGitopsObjects } from './gitopsObjects';
import { isSameSource, sourcesOf } from './gitopsSources';
import { isGitopsTool, readChoices, requireChoice } from '../choices';
import { readWizardConfig } from '../wizardConfig';

/**
 * `delivery:gitops:apply`: registers what Argo CD or Flux shall apply, by server-side apply, through Backstage's
 * Kubernetes plugin and its credentials. Applying the same again changes nothing. If one of the names is taken by an
 * object of another repository, nothing is applied at all.
 */
export function createGitopsApplyAction(options: {
  config: RootConfigService;
  discovery: DiscoveryService;
  auth: AuthService;
}) {
  const { config, discovery, auth } = options;
  return createTemplateAction({
    id: 'delivery:gitops:apply',
    description:
      'Registers the objects of Argo CD or Flux in a file or folder of the workspace',
    examples: [
      {
        description: 'Apply the applications of a manifests repository',
        example: `steps:
  - id: applications
    action: delivery:gitops:apply
    input:
      gitops: argocd
      path: manifests/argocd
`,
      },
    ],
    schema: {
      input: {
        gitops: z => z.string({ description: 'argocd or flux' }),
        path: z =>
          z.string({
            description: 'File, or folder of files, with YAML documents',
          }),
      },
      output: {
        objects: z =>
          z.array(z.string(), { description: 'Kind and name of each' }),
      },
    },
    async handler(ctx) {
      const { gitops } = ctx.input;
      requireChoice(readChoices(config), 'gitops', gitops);
      const name = isGitopsTool(gitops)
        ? readWizardConfig(config).clusters[gitops]
        : undefined;
      if (!isGitopsTool(gitops) || !name) {
        throw new InputError(`gitops '${gitops}': there is no such choice`);
      }
      const files = await readYaml(ctx.workspacePath, ctx.input.path);
      const objects = parseGitopsObjects(gitops, files);
      const cluster = GitopsCluster.create({ name, discovery, auth });
      await Promise.all(
        objects.map(async object =>
          requireOwn(object, await cluster.find(object), name),
        ),
      );
      for (const object of objects) {
        await cluster.apply(object);
        ctx.logger.info(
          `${object.owner} ${object.kind} ${object.metadata.name} is registered`,
        );
      }
      ctx.output(
        'objects',
        objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
      );
    },
  });
}

/** Throws a ConflictError if what has the name of an object already takes its content from elsewhere. */
function requireOwn(
  object: GitopsObject,
  existing: unknown,
  cluster: string,
): void {
  if (existing === undefined) {
    return;
  }
  const { owner, kind, metadata, content } = object;
  const wanted = sourcesOf(content);
  const found = sourcesOf(existing);
  const foreign = found.find(
    source => !wanted.some(each => isSameSource(each, source)),
  );
  if (foreign !== undefined || (found.length === 0 && wanted.length > 0)) {
    throw new ConflictError(
      `The ${owner} ${kind} '${
        metadata.name
      }' exists on cluster '${cluster}' already and ${
        foreign === undefined ? 'names no repository' : `belongs to ${foreign}`
      }; nothing was applied. Choose another name for the service, or remove the ${kind} first`,
    );
  }
}

async function readYaml(
  workspacePath: string,
  name: string,
): Promise<{ path: string; text: string }[]> {
  const target = resolveSafeChildPath(workspacePath, name);
  const isFolder = (await stat(target)).isDirectory();
  const paths = isFolder
    ? (await readdir(target))
        .filter(file => /\.ya?ml$/.test(file))
        .sort()
        .map(file => path.join(name, file))
    : [name];
  return Promise.all(
    paths.map(async file => ({
      path: file,
      text: await readFile(resolveSafeChildPath(workspacePath, file), 'utf8'),
    })),
  );
}
