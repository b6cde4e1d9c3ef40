import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isObject } from '../../cluster/json/Json';
import { parseYamlDocuments } from '../../cluster/json/parseJson';
import { parseKubernetesObject } from '../../cluster/objects/parseKubernetesObject';
import { comparable } from './__testUtils__/comparable';
import { renderOverlay } from './renderOverlay';

const KUBECTL = '/usr/bin/kubectl';

/** Skipped, and shown so, where there is no kubectl. */
const describeWithKubectl = existsSync(KUBECTL) ? describe : describe.skip;

const FIXTURES = join(__dirname, '__fixtures__', 'shop');

function kubectlKustomize(folder: string): string {
  return execFileSync(KUBECTL, ['kustomize', folder], { encoding: 'utf8' });
}

function objectsOf(yaml: string): unknown[] {
  return comparable(
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

    expect(comparable(rendered)).toEqual(objectsOf(expected));
  });

  describeWithKubectl('and kubectl', () => {
    it('have the same expectation', async () => {
      const expected = await readFile(join(FIXTURES, 'expected.yaml'), 'utf8');

      expect(kubectlKustomize(join(FIXTURES, 'overlay'))).toBe(expected);
    });
  });

  it('finds names where a configuration says that they are', async () => {
    const files: Record<string, string> = {
      'base/kustomization.yaml':
        'resources: [rollout.yaml]\nconfigurations: [names.yaml]\nconfigMapGenerator: [{ name: shop, literals: [A=1] }]',
      'base/names.yaml':
        'nameReference: [{ kind: ConfigMap, fieldSpecs: [{ kind: Rollout, path: spec/list/ref/name }] }]',
      'base/rollout.yaml':
        'apiVersion: argoproj.io/v1alpha1\nkind: Rollout\nmetadata: { name: shop }\nspec: { list: [{ ref: { name: shop } }, { ref: { name: other } }] }',
      'overlay/kustomization.yaml':
        'resources: [../base]\npatches: [{ target: { kind: ConfigMap }, patch: "[{ op: add, path: /data/B, value: x }]" }]',
    };

    const rendered = await renderOverlay('overlay', async path => files[path]);

    const name = rendered.find(({ kind }) => kind === 'ConfigMap')?.metadata
      .name;
    expect(name).toMatch(/^shop-[a-z0-9]{10}$/);
    expect(rendered.find(({ kind }) => kind === 'Rollout')?.spec).toEqual({
      list: [{ ref: { name } }, { ref: { name: 'other' } }],
    });
  });

  it('takes the changes of an Application for its own', async () => {
    const files: Record<string, string> = {
      'a/kustomization.yaml':
        'namespace: a\nresources: [pod.yaml]\nimages: [{ name: shop, digest: sha256:1 }]',
      'a/pod.yaml':
        'apiVersion: v1\nkind: Pod\nmetadata: { name: x }\nspec: { containers: [{ name: app, image: shop }] }',
    };

    const [pod] = await renderOverlay('a', async path => files[path], {
      namespace: 'b',
      images: ['shop=localhost:5000/shop-preview:pr-1'],
      patches: [
        {
          target: { kind: 'Pod' },
          patch: '[{ op: add, path: /spec/nodeName, value: n }]',
        },
      ],
    });

    expect(pod).toMatchObject({
      metadata: { namespace: 'b' },
      spec: {
        nodeName: 'n',
        containers: [{ image: 'localhost:5000/shop-preview:pr-1' }],
      },
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
    [
      { 'a/kustomization.yaml': 'configurations: [names.yaml]' },
      "the configuration 'names.yaml' does not exist",
    ],
    [
      {
        'a/kustomization.yaml': 'configurations: [names.yaml]',
        'a/names.yaml': 'varReference: []',
      },
      'varReference',
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
