import {
  AuthService,
  DiscoveryService,
  resolveSafeChildPath,
  RootConfigService,
} from '@backstage/backend-plugin-api';
import { InputError, stringifyError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { readFile } from 'node:fs/promises';
import { parseAllDocuments } from 'yaml';
import { z as zod } from 'zod';
import { readWizardConfig } from '../wizardConfig';

const TIMEOUT_MS = 10_000;
const FIELD_MANAGER = 'fairway-wizard';

/** What the action applies, with the names in the API's paths. */
const plurals = {
  AppProject: 'appprojects',
  Application: 'applications',
  ApplicationSet: 'applicationsets',
};

const objectSchema = zod.looseObject({
  apiVersion: zod.literal('argoproj.io/v1alpha1'),
  kind: zod.enum(['AppProject', 'Application', 'ApplicationSet']),
  metadata: zod.looseObject({
    name: zod.string().min(1).max(253),
    namespace: zod.string().min(1).max(63),
  }),
  spec: zod.looseObject({}),
});

const answerSchema = zod.object({
  error: zod.object({ message: zod.string() }).optional(),
  message: zod.string().optional(),
});

/**
 * `delivery:argocd:apply`: registers Argo CD projects, applications and application sets by server-side apply, through Backstage's Kubernetes plugin and
 * its credentials. Applying the same again changes nothing.
 */
export function createArgocdApplyAction(options: {
  config: RootConfigService;
  discovery: DiscoveryService;
  auth: AuthService;
}) {
  const { config, discovery, auth } = options;
  return createTemplateAction({
    id: 'delivery:argocd:apply',
    description:
      'Registers the Argo CD projects, applications and application sets of a YAML file in the workspace',
    examples: [
      {
        description: 'Apply the applications of a manifests repository',
        example: `steps:
  - id: applications
    action: delivery:argocd:apply
    input:
      path: manifests/argocd/applications.yaml
`,
      },
    ],
    schema: {
      input: {
        path: z =>
          z.string({ description: 'File in the workspace; YAML documents' }),
      },
      output: {
        applications: z => z.array(z.string(), { description: 'Their names' }),
      },
    },
    async handler(ctx) {
      const { argocdCluster } = readWizardConfig(config);
      const file = resolveSafeChildPath(ctx.workspacePath, ctx.input.path);
      const objects = parseObjects(
        ctx.input.path,
        await readFile(file, 'utf8'),
      );
      const baseUrl = await discovery.getBaseUrl('kubernetes');
      for (const object of objects) {
        const { kind } = object;
        const { name, namespace } = object.metadata;
        const { token } = await auth.getPluginRequestToken({
          onBehalfOf: await auth.getOwnServiceCredentials(),
          targetPluginId: 'kubernetes',
        });
        const path = [
          'apis/argoproj.io/v1alpha1/namespaces',
          encodeURIComponent(namespace),
          plurals[kind],
          encodeURIComponent(name),
        ].join('/');
        const response = await fetch(
          `${baseUrl}/proxy/${path}?fieldManager=${FIELD_MANAGER}&force=true`,
          {
            method: 'PATCH',
            headers: {
              Authorization: `Bearer ${token}`,
              'Backstage-Kubernetes-Cluster': argocdCluster,
              // JSON is YAML, and the proxy keeps a body of this type as it is.
              'Content-Type': 'application/apply-patch+yaml',
            },
            body: JSON.stringify(object),
            signal: AbortSignal.timeout(TIMEOUT_MS),
          },
        ).catch(stringifyError);
        const problem =
          typeof response === 'string' ? response : await readProblem(response);
        if (problem) {
          throw new Error(
            `Cluster '${argocdCluster}' did not take the Argo CD ${kind} '${name}': ${problem}. ` +
              'Retry goes on from here; nothing that exists is created twice',
          );
        }
        ctx.logger.info(`Argo CD ${kind} ${name} is registered`);
      }
      ctx.output(
        'applications',
        objects
          .filter(({ kind }) => kind === 'Application')
          .map(({ metadata }) => metadata.name),
      );
    },
  });
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

function parseObjects(path: string, text: string) {
  return parseAllDocuments(text).map((document, index) => {
    const [syntaxError] = document.errors;
    if (syntaxError) {
      throw new InputError(`${path}: ${syntaxError.message}`);
    }
    const result = objectSchema.safeParse(document.toJS());
    if (!result.success) {
      const [issue] = result.error.issues;
      throw new InputError(
        `${path}: document ${
          index + 1
        } is not an AppProject, Application or ApplicationSet of Argo CD: ${
          issue.path.join('.') || 'document'
        }: ${issue.message}`,
      );
    }
    return result.data;
  });
}
