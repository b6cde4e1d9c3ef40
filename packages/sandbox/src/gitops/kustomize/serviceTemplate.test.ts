import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isObject } from '../../cluster/json/Json';
import { parseYamlDocuments } from '../../cluster/json/parseJson';
import { parseKubernetesObject } from '../../cluster/objects/parseKubernetesObject';
import { createAnswers } from '../../seed/template/createAnswers';
import { renderService } from '../../seed/template/renderService';
import { comparable } from './__testUtils__/comparable';
import { findKustomize } from './__testUtils__/findKustomize';
import { renderOverlay } from './renderOverlay';

jest.setTimeout(120_000);

const run = promisify(execFile);
const kustomize = findKustomize();
/** Skipped, and shown so, where there is neither kustomize nor kubectl. */
const describeWithKustomize = kustomize ? describe : describe.skip;

const DIGEST = `sha256:${'a'.repeat(64)}`;
const ENVIRONMENTS = ['development', 'staging', 'production', 'preview'];

const choices = ['blue-green', 'canary', 'rolling'].flatMap(strategy =>
  [
    'external-secrets-aws',
    'external-secrets-azure',
    'external-secrets-google',
    'sealed-secrets',
  ].flatMap(secrets =>
    ['argocd', 'flux'].map(gitops => ({ strategy, secrets, gitops })),
  ),
);

async function manifestsOf(
  chosen: Record<string, string>,
): Promise<Record<string, string>> {
  const { manifests } = await renderService(
    createAnswers({
      name: 'shop',
      description: 'Sells things',
      owner: 'shop',
      system: 'shop',
      organization: 'acme',
      forgeUrl: 'http://localhost:7300',
      metricsUrl: 'http://localhost:7302',
      task: 'none',
      choices: chosen,
    }),
  );
  return manifests;
}

/** The files as the first release in every environment leaves them. */
function released(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => [
      path,
      /environments\/[^/]+\/kustomization\.yaml$/.test(path)
        ? text
            .replace('resources: []', 'resources: [../../base]')
            .replace(
              /^( +- name: ghcr\.io\/acme\/shop\n)/m,
              `$1    digest: ${DIGEST}\n`,
            )
        : text,
    ]),
  );
}

async function rendered(files: Record<string, string>, environment: string) {
  return renderOverlay(
    `manifests/environments/${environment}`,
    async path => files[path],
  );
}

describe('the manifests of the service template', () => {
  it.each(ENVIRONMENTS.slice(0, 3))(
    'come to nothing in %s before its first release',
    async environment => {
      expect(await rendered(await manifestsOf({}), environment)).toEqual([]);
    },
  );

  it.each([
    ['blue-green', 'Rollout'],
    ['canary', 'Rollout'],
    ['rolling', 'Deployment'],
  ])(
    'give the %s workload its release, its labels and its settings',
    async (strategy, kind) => {
      const files = released(await manifestsOf({ strategy }));

      const objects = await rendered(files, 'staging');

      const settings = objects.find(
        each => each.kind === 'ConfigMap' && 'ENVIRONMENT' in Object(each.data),
      );
      expect(settings?.metadata.name).toMatch(/^shop-settings-[a-z0-9]{10}$/);
      expect(objects.find(each => each.kind === kind)).toMatchObject({
        metadata: { namespace: 'shop-staging' },
        spec: {
          replicas: 2,
          template: {
            metadata: {
              labels: {
                'fairway.dev/service': 'shop',
                'fairway.dev/environment': 'staging',
              },
            },
            spec: {
              containers: [
                {
                  image: `ghcr.io/acme/shop@${DIGEST}`,
                  envFrom: [
                    { configMapRef: { name: settings?.metadata.name } },
                    { secretRef: { name: 'shop', optional: true } },
                  ],
                },
              ],
            },
          },
        },
      });
    },
  );

  describeWithKustomize('and kustomize', () => {
    it.each(choices)(
      'agree on $strategy with $secrets under $gitops',
      async chosen => {
        const files = released(await manifestsOf(chosen));
        const root = await mkdtemp(join(tmpdir(), 'overlay-'));
        for (const [path, text] of Object.entries(files)) {
          await mkdir(dirname(join(root, path)), { recursive: true });
          await writeFile(join(root, path), text);
        }
        const [program = '', ...args] = kustomize ?? [];

        for (const environment of ENVIRONMENTS) {
          const folder = join(root, 'manifests/environments', environment);
          const { stdout } = await run(program, [...args, folder], {
            maxBuffer: 16 * 1024 * 1024,
          });
          expect(comparable(await rendered(files, environment))).toEqual(
            comparable(
              parseYamlDocuments(stdout)
                .filter(isObject)
                .map(parseKubernetesObject),
            ),
          );
        }
        await rm(root, { recursive: true, force: true });
      },
    );
  });
});
