import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { isObject, objectAt, textAt } from '../../cluster/json/Json';
import { parseYamlDocuments } from '../../cluster/json/parseJson';
import { KubernetesObject } from '../../cluster/objects/KubernetesObject';
import { parseKubernetesObject } from '../../cluster/objects/parseKubernetesObject';
import { renderContent } from '../../seed/renderContent';
import { renderOverlay } from './renderOverlay';

const KUBECTL = '/usr/bin/kubectl';

/** Skipped, and shown so, where there is no kubectl. */
const describeWithKubectl = existsSync(KUBECTL) ? describe : describe.skip;

const FIXTURES = join(__dirname, '__fixtures__', 'shop');

function kubectlKustomize(folder: string): string {
  return execFileSync(KUBECTL, ['kustomize', folder], { encoding: 'utf8' });
}

/** Objects of a YAML text or of a rendering, in an order of their own, without what is absent. */
function sorted(objects: (KubernetesObject | undefined)[]): unknown[] {
  const key = (object: KubernetesObject | undefined) =>
    `${object?.kind} ${object?.metadata.namespace} ${object?.metadata.name}`;
  return [...objects]
    .sort((left, right) => (key(left) < key(right) ? -1 : 1))
    .map(object => JSON.parse(JSON.stringify(object, withoutEmpty)));
}

function withoutEmpty(field: string, value: unknown): unknown {
  const isEmpty =
    ['labels', 'annotations'].includes(field) &&
    typeof value === 'object' &&
    value !== null &&
    Object.keys(value).length === 0;
  return isEmpty ? undefined : value;
}

function objectsOf(yaml: string): unknown[] {
  return sorted(
    parseYamlDocuments(yaml).filter(isObject).map(parseKubernetesObject),
  );
}

const reading = (root: string) => async (path: string) => {
  const file = join(root, path);
  return existsSync(file)
    ? readFile(file, 'utf8').catch(() => undefined)
    : undefined;
};

describe('renderOverlay', () => {
  it('renders what kustomize renders', async () => {
    const expected = await readFile(join(FIXTURES, 'expected.yaml'), 'utf8');

    const rendered = await renderOverlay('overlay', reading(FIXTURES));

    expect(sorted(rendered)).toEqual(objectsOf(expected));
  });

  describeWithKubectl('and kubectl', () => {
    it('have the same expectation', async () => {
      const expected = await readFile(join(FIXTURES, 'expected.yaml'), 'utf8');

      expect(kubectlKustomize(join(FIXTURES, 'overlay'))).toBe(expected);
    });
  });

  describe('of the service template', () => {
    const digest = `sha256:${'a'.repeat(64)}`;
    let files: Record<string, string>;

    beforeAll(async () => {
      files = await renderContent('manifests', {
        name: 'shop',
        owner: 'group:default/shop',
        description: 'Sells things',
        image: 'ghcr.io/acme/shop',
        pipeline: 'standard',
        system: 'system:default/shop',
        task: 'none',
        organization: 'acme',
        repositoryUrl: 'http://localhost/acme/shop',
        manifestsUrl: 'http://localhost/acme/shop-manifests',
        prometheusUrl: 'http://localhost:7302',
      });
    });

    /** The files of the repository as the first promotion to an environment leaves them. */
    function promoted(environment: string): Record<string, string> {
      const path = `manifests/environments/${environment}/kustomization.yaml`;
      return {
        ...files,
        [path]: files[path]
          .replace('resources: []', 'resources: [../../base]')
          .replace(
            '- name: ghcr.io/acme/shop\n',
            `- name: ghcr.io/acme/shop\n    digest: ${digest}\n`,
          ),
      };
    }

    it.each(['development', 'staging', 'production'])(
      'puts the image and the labels of %s where pods are made',
      async environment => {
        const repository = promoted(environment);
        const rendered = await renderOverlay(
          `manifests/environments/${environment}`,
          async path => repository[path],
        );

        for (const kind of ['Rollout', 'Job']) {
          const object = rendered.find(each => each.kind === kind);
          const template = objectAt(object, 'spec', 'template');
          expect(objectAt(template, 'metadata', 'labels')).toMatchObject({
            'backstage.io/kubernetes-id': 'shop',
            'fairway.dev/service': 'shop',
            'fairway.dev/environment': environment,
          });
          expect(objectAt(template, 'spec').containers).toMatchObject([
            { image: `ghcr.io/acme/shop@${digest}` },
          ]);
        }
        expect(
          rendered.map(object => textAt(object, 'metadata', 'namespace')),
        ).toEqual(rendered.map(() => `shop-${environment}`));
      },
    );

    describeWithKubectl('and kubectl', () => {
      it.each(['development', 'staging', 'production'])(
        'renders %s as kustomize does',
        async environment => {
          const root = await mkdtemp(join(tmpdir(), 'overlay-'));
          const repository = promoted(environment);
          for (const [path, text] of Object.entries(repository)) {
            await mkdir(dirname(join(root, path)), { recursive: true });
            await writeFile(join(root, path), text);
          }
          const folder = `manifests/environments/${environment}`;

          const expected = kubectlKustomize(join(root, folder));
          await rm(root, { recursive: true, force: true });

          expect(
            sorted(await renderOverlay(folder, async path => repository[path])),
          ).toEqual(objectsOf(expected));
        },
      );
    });

    it('renders nothing before the first promotion', async () => {
      expect(
        await renderOverlay(
          'manifests/environments/staging',
          async path => files[path],
        ),
      ).toEqual([]);
    });
  });

  it.each([
    [
      { 'a/kustomization.yaml': 'resources: [b.yaml]' },
      "'b.yaml' does not exist",
    ],
    [{ 'a/kustomization.yaml': 'helmCharts: []' }, 'helmCharts'],
    [
      { 'a/kustomization.yaml': 'resources: [../../up]' },
      'outside the repository',
    ],
    [
      { 'a/kustomization.yaml': 'resources: [https://example.com/x]' },
      'not supported here',
    ],
    [{ 'a/kustomization.yaml': 'resources: [../a]' }, 'nested too deeply'],
    [
      {
        'a/kustomization.yaml': 'resources: [b.yaml, c.yaml]',
        'a/b.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }',
        'a/c.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x }',
      },
      'already registered id',
    ],
    [
      {
        'a/kustomization.yaml':
          'patches: [{ patch: "apiVersion: v1\\nkind: Pod\\nmetadata: { name: x }" }]',
      },
      'no matches for Id Pod x',
    ],
    [
      { 'a/kustomization.yaml': 'replicas: [{ name: x, count: 1 }]' },
      'resource with name x does not match',
    ],
    [{ 'b.yaml': '' }, 'a: app path does not exist'],
  ] as [Record<string, string>, string][])(
    'refuses %j: %s',
    async (files, reason) => {
      await expect(
        renderOverlay('a', async path => files[path]),
      ).rejects.toThrow(reason);
    },
  );
});
