import {
  AuthService,
  DiscoveryService,
  resolveSafeChildPath,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { InputError, stringifyError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { z as zod } from 'zod';
import { GitopsObject, parseGitopsObjects } from './gitopsObjects';
import { isGitopsTool, readChoices, requireChoice } from '../choices';
import { readWizardConfig } from '../wizardConfig';

const TIMEOUT_MS = 10_000;
const FIELD_MANAGER = 'fairway-wizard';

const answerSchema = zod.object({
  error: zod.object({ message: zod.string() }).optional(),
  message: zod.string().optional(),
});

/**
 * `delivery:gitops:apply`: registers what Argo CD or Flux shall apply, by server-side apply, through Backstage's
 * Kubernetes plugin and its credentials. Applying the same again changes nothing.
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
      const cluster = isGitopsTool(gitops)
        ? readWizardConfig(config).clusters[gitops]
        : undefined;
      if (!isGitopsTool(gitops) || !cluster) {
        throw new InputError(`gitops '${gitops}': there is no such choice`);
      }
      const files = await readYaml(ctx.workspacePath, ctx.input.path);
      const objects = parseGitopsObjects(gitops, files);
      const baseUrl = await discovery.getBaseUrl('kubernetes');
      for (const object of objects) {
        const { kind } = object;
        const { name } = object.metadata;
        const { token } = await auth.getPluginRequestToken({
          onBehalfOf: await auth.getOwnServiceCredentials(),
          targetPluginId: 'kubernetes',
        });
        const response = await fetch(
          `${baseUrl}/proxy/${apiPath(
            object,
          )}?fieldManager=${FIELD_MANAGER}&force=true`,
          {
            method: 'PATCH',
            headers: {
              Authorization: `Bearer ${token}`,
              'Backstage-Kubernetes-Cluster': cluster,
              // JSON is YAML, and the proxy keeps a body of this type as it is.
              'Content-Type': 'application/apply-patch+yaml',
            },
            body: JSON.stringify(object.content),
            signal: AbortSignal.timeout(TIMEOUT_MS),
          },
        ).catch(stringifyError);
        const problem =
          typeof response === 'string' ? response : await readProblem(response);
        if (problem) {
          throw new Error(
            `Cluster '${cluster}' did not take the ${object.owner} ${kind} '${name}': ${problem}. ` +
              'Retry goes on from here; nothing that exists is created twice',
          );
        }
        ctx.logger.info(`${object.owner} ${kind} ${name} is registered`);
      }
      ctx.output(
        'objects',
        objects.map(({ kind, metadata }) => `${kind} ${metadata.name}`),
      );
    },
  });
}

function apiPath({ apiVersion, metadata, plural }: GitopsObject): string {
  return [
    'apis',
    apiVersion,
    'namespaces',
    encodeURIComponent(metadata.namespace),
    plural,
    encodeURIComponent(metadata.name),
  ].join('/');
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

/** The first useful sentence of an answer that is not a success: of the proxy's error or of Kubernetes' Status. */
async function readProblem(response: Response): Promise<string | undefined> {
  if (response.ok) {
    return undefined;
  }
  const text = await response.text();
  const answer = answerSchema.safeParse(parseJson(text));
  const message =
    (answer.success && (answer.data.error?.message ?? answer.data.message)) ||
    response.statusText;
  return `${response.status} ${message}`.trim().replace(/\.$/, '');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
