import { V1ConfigMap } from '@kubernetes/client-node';
import { useCluster } from '../__testUtils__/useCluster';

jest.setTimeout(60_000);

const namespace = 'default';
const TABLE = 'application/json;as=Table;v=v1;g=meta.k8s.io,application/json';

describe('the API of objects', () => {
  const cluster = useCluster({ watchWindow: 20 });

  const configMap = (name: string, labels: Record<string, string> = {}) =>
    cluster.client.core.createNamespacedConfigMap({
      namespace,
      body: { metadata: { name, labels } },
    });

  const names = (list: { items: V1ConfigMap[] }) =>
    list.items.map(item => item.metadata?.name);

  async function send(
    path: string,
    headers: Record<string, string>,
    options: { method?: string; body?: string } = {},
  ) {
    const response = await fetch(`${cluster.fixture.url}${path}`, {
      ...options,
      headers,
    });
    const text = await response.text();
    return { status: response.status, body: JSON.parse(text) };
  }

  describe('dry run', () => {
    it('answers as if it were done, and changes nothing', async () => {
      const { client } = cluster;
      await configMap('kept', { tier: 'front' });
      const before = await client.core.listNamespacedConfigMap({ namespace });

      const created = await client.core.createNamespacedConfigMap({
        namespace,
        body: { metadata: { name: 'new' } },
        dryRun: 'All',
      });
      const patched = await client.core.patchNamespacedConfigMap(
        {
          namespace,
          name: 'kept',
          body: { metadata: { labels: { tier: 'back' } } },
          dryRun: 'All',
        },
        client.mergePatch,
      );
      await client.core.deleteNamespacedConfigMap({
        namespace,
        name: 'kept',
        dryRun: 'All',
      });

      expect(created.metadata?.uid).toBeDefined();
      expect(patched.metadata?.labels).toEqual({ tier: 'back' });
      const after = await client.core.listNamespacedConfigMap({ namespace });
      expect(after).toEqual(before);
    });

    it('refuses what the real write would refuse', async () => {
      const { client } = cluster;
      await configMap('kept');

      expect(
        await client.failure(
          client.core.createNamespacedConfigMap({
            namespace,
            body: { metadata: { name: 'kept' } },
            dryRun: 'All',
          }),
        ),
      ).toMatchObject({ code: 409, body: { reason: 'AlreadyExists' } });
      expect(
        await client.failure(
          client.core.createNamespacedConfigMap({
            namespace,
            body: { metadata: { name: 'other' } },
            dryRun: 'Some',
          }),
        ),
      ).toMatchObject({ code: 400 });
    });
  });

  describe('lists', () => {
    it('gives all pages the version of the first, so that a watch from there misses nothing', async () => {
      const { client } = cluster;
      for (const name of ['a', 'b', 'c']) {
        await configMap(name);
      }
      const first = await client.core.listNamespacedConfigMap({
        namespace,
        limit: 2,
      });
      await configMap('aa');

      const second = await client.core.listNamespacedConfigMap({
        namespace,
        limit: 2,
        _continue: first.metadata?._continue,
      });

      expect([...names(first), ...names(second)]).toEqual(['a', 'b', 'c']);
      expect(first.metadata?.remainingItemCount).toBe(1);
      expect(second.metadata?._continue).toBeUndefined();
      expect(second.metadata?.resourceVersion).toBe(
        first.metadata?.resourceVersion,
      );
    });

    it('refuses to go on with a page that is too old, or with nonsense', async () => {
      const { client } = cluster;
      for (const name of ['a', 'b']) {
        await configMap(name);
      }
      const { metadata } = await client.core.listNamespacedConfigMap({
        namespace,
        limit: 1,
      });
      for (let index = 0; index < 50; index += 1) {
        await configMap(`map-${index}`);
      }

      const goOn = (token: string | undefined) =>
        client.failure(
          client.core.listNamespacedConfigMap({
            namespace,
            limit: 1,
            _continue: token,
          }),
        );
      expect(await goOn(metadata?._continue)).toMatchObject({
        code: 410,
        body: { reason: 'Expired' },
      });
      expect(await goOn('nonsense')).toMatchObject({ code: 400 });
    });

    it.each([
      ['tier=front', ['one', 'two']],
      ['tier==front,zone!=b', ['one']],
      ['zone in (a,b)', ['one', 'two']],
      ['zone notin (a)', ['three', 'two']],
      ['!zone', ['three']],
      ['zone', ['one', 'two']],
    ])('selects by the labels %s', async (labelSelector, expected) => {
      await configMap('one', { tier: 'front', zone: 'a' });
      await configMap('two', { tier: 'front', zone: 'b' });
      await configMap('three', { tier: 'back' });

      const list = await cluster.client.core.listNamespacedConfigMap({
        namespace,
        labelSelector,
      });

      expect(names(list)).toEqual(expected);
    });

    it('selects by the fields that Kubernetes selects by, and by no other', async () => {
      const { client } = cluster;
      await configMap('one');
      await configMap('two');

      const list = await client.core.listNamespacedConfigMap({
        namespace,
        fieldSelector: 'metadata.name!=one',
      });

      expect(names(list)).toEqual(['two']);
      for (const wrong of [
        { fieldSelector: 'data.key=x' },
        { labelSelector: 'a in' },
      ]) {
        expect(
          await client.failure(
            client.core.listNamespacedConfigMap({ namespace, ...wrong }),
          ),
        ).toMatchObject({ code: 400, body: { reason: 'BadRequest' } });
      }
    });

    it('deletes a collection by its labels', async () => {
      const { client } = cluster;
      await configMap('one', { tier: 'front' });
      await configMap('two', { tier: 'back' });

      await client.core.deleteCollectionNamespacedConfigMap({
        namespace,
        labelSelector: 'tier=front',
      });

      const list = await client.core.listNamespacedConfigMap({ namespace });
      expect(names(list)).toEqual(['two']);
    });
  });

  it.each(['AppProject', 'Application', 'ApplicationSet'])(
    'tells whether a name is free for an object of Argo CD of kind %s',
    async kind => {
      const url = `/apis/argoproj.io/v1alpha1/namespaces/argocd/${kind.toLowerCase()}s/shop`;
      const repository = 'http://localhost/acme/shop-manifests.git';
      const spec = {
        sourceRepos: [repository],
        source: { repoURL: repository },
        template: { spec: { source: { repoURL: repository } } },
      };

      expect(await send(url, {})).toMatchObject({ status: 404 });
      await send(
        `${url}?fieldManager=fairway-wizard&force=true`,
        { 'content-type': 'application/apply-patch+yaml' },
        {
          method: 'PATCH',
          body: JSON.stringify({
            apiVersion: 'argoproj.io/v1alpha1',
            kind,
            metadata: { name: 'shop', namespace: 'argocd' },
            spec,
          }),
        },
      );
      expect(await send(url, {})).toMatchObject({
        status: 200,
        body: { kind, metadata: { namespace: 'argocd' }, spec },
      });
    },
  );

  describe('refusals', () => {
    it('names every field that is wrong', async () => {
      const { client } = cluster;
      const refused = await client.failure(
        client.apps.createNamespacedDeployment({
          namespace,
          body: {
            metadata: { name: 'Not_A_Name', labels: { tier: 'not valid' } },
            spec: {
              selector: { matchLabels: { app: 'a' } },
              template: { metadata: { labels: { app: 'b' } } },
            },
          },
        }),
      );

      expect(refused).toMatchObject({
        code: 422,
        body: { reason: 'Invalid', details: { kind: 'Deployment.apps' } },
      });
      expect(
        refused.body.details.causes.map(
          ({ field, reason }: { field: string; reason: string }) =>
            `${field} ${reason}`,
        ),
      ).toEqual([
        'metadata.name FieldValueInvalid',
        'metadata.labels FieldValueInvalid',
        'spec.template.spec.containers FieldValueRequired',
        'spec.template.metadata.labels FieldValueInvalid',
      ]);
    });

    it('does not let a selector change, nor a number of replicas below zero', async () => {
      const { client } = cluster;
      const { apps } = client;
      await apps.createNamespacedDeployment({
        namespace,
        body: {
          metadata: { name: 'web' },
          spec: {
            selector: { matchLabels: { app: 'a' } },
            template: {
              metadata: { labels: { app: 'a', tier: 'b' } },
              spec: { containers: [{ name: 'app', image: 'nginx:1' }] },
            },
          },
        },
      });
      const patch = (spec: object) =>
        client.failure(
          apps.patchNamespacedDeployment(
            { namespace, name: 'web', body: { spec } },
            client.mergePatch,
          ),
        );

      expect(
        await patch({ selector: { matchLabels: { app: null, tier: 'b' } } }),
      ).toMatchObject({
        code: 422,
        body: { details: { causes: [{ field: 'spec.selector' }] } },
      });
      expect(await patch({ replicas: -1 })).toMatchObject({
        code: 422,
        body: { details: { causes: [{ field: 'spec.replicas' }] } },
      });
      expect(
        await client.failure(
          apps.replaceNamespacedDeploymentScale({
            namespace,
            name: 'web',
            body: { spec: { replicas: -1 } },
          }),
        ),
      ).toMatchObject({ code: 422 });
    });

    it('answers what it does not speak with 415 and 406, and JSON to who takes it too', async () => {
      const path = `/api/v1/namespaces/${namespace}/configmaps`;
      const protobuf = 'application/vnd.kubernetes.protobuf';

      expect(
        await send(
          path,
          { 'content-type': protobuf },
          { method: 'POST', body: 'k8s' },
        ),
      ).toMatchObject({
        status: 415,
        body: { reason: 'UnsupportedMediaType' },
      });
      expect(await send(path, { accept: protobuf })).toMatchObject({
        status: 406,
        body: { kind: 'Status', reason: 'NotAcceptable' },
      });
      expect(
        await send(path, { accept: `${protobuf},application/json` }),
      ).toMatchObject({ status: 200, body: { kind: 'ConfigMapList' } });
    });

    it.each([
      ['GET', '/apis/none.example/v1/things'],
      ['GET', '/api/v1/namespaces/default/pods/web/elsewhere'],
      ['GET', '/apis/batch/v1/namespaces/default/jobs/web/scale'],
    ])('knows no %s %s', async (method, path) => {
      expect(await send(path, {}, { method })).toMatchObject({
        status: 404,
        body: { kind: 'Status', reason: 'NotFound', code: 404 },
      });
    });

    it('does not take a verb that a resource lacks', async () => {
      expect(
        await send(
          '/api/v1/namespaces/default/configmaps',
          {},
          {
            method: 'PUT',
          },
        ),
      ).toMatchObject({ status: 405, body: { reason: 'MethodNotAllowed' } });
    });
  });

  describe('tables', () => {
    it('prints what kubectl prints, with as much of the object as asked for', async () => {
      await cluster.client.create(`
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: default }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: 'nginx:1' }] }
`);
      const path = `/apis/apps/v1/namespaces/${namespace}/deployments`;
      await cluster.client.until(
        () => send(path, { accept: TABLE }),
        ({ body }) => body.rows[0]?.cells[1] === '2/2',
      );

      const { body } = await send(path, { accept: TABLE });
      const whole = await send(`${path}?includeObject=Object`, {
        accept: TABLE,
      });
      const none = await send(`${path}/web?includeObject=None`, {
        accept: TABLE,
      });

      expect(body).toMatchObject({
        kind: 'Table',
        metadata: { resourceVersion: expect.any(String) },
      });
      expect(
        body.columnDefinitions.map((column: { name: string }) => column.name),
      ).toEqual(['Name', 'Ready', 'Up-to-date', 'Available', 'Age']);
      expect(body.rows).toMatchObject([
        {
          cells: ['web', '2/2', 2, 2, expect.stringMatching(/^\d+s$/)],
          object: { kind: 'PartialObjectMetadata', metadata: { name: 'web' } },
        },
      ]);
      expect(body.rows[0].object).not.toHaveProperty('spec');
      expect(whole.body.rows[0].object).toMatchObject({
        kind: 'Deployment',
        spec: { replicas: 2 },
      });
      expect(none.body.rows[0]).not.toHaveProperty('object');
    });
  });

  describe('logs', () => {
    const LOG = `/api/v1/namespaces/${namespace}/pods/web/log`;

    async function run(image: string, restartPolicy: string) {
      const { client } = cluster;
      await client.core.createNamespacedPod({
        namespace,
        body: {
          metadata: { name: 'web' },
          spec: { restartPolicy, containers: [{ name: 'app', image }] },
        },
      });
      await client.until(
        () => client.core.readNamespacedPod({ name: 'web', namespace }),
        pod => pod.status?.containerStatuses?.[0]?.state?.running !== undefined,
      );
    }

    it('follows a log to the end of its container', async () => {
      await run('nginx:1', 'Never');

      const response = await fetch(`${cluster.fixture.url}${LOG}?follow=true`);

      const lines = (await response.text()).trim().split('\n');
      expect(response.headers.get('content-type')).toContain('text/plain');
      expect(lines.map(line => JSON.parse(line).message)).toEqual([
        'starting web',
        'all checks passed',
      ]);
    });

    it('ends a followed log with its pod', async () => {
      await run('nginx:1', 'Always');
      const following = fetch(`${cluster.fixture.url}${LOG}?follow=true`);

      await cluster.client.core.deleteNamespacedPod({ name: 'web', namespace });

      expect(await (await following).text()).toContain('starting web');
    });

    it('gives only the last lines, with their time, and knows its containers', async () => {
      await run('nginx:1', 'Always');
      const read = (parameters: object) =>
        cluster.client.core.readNamespacedPodLog({
          name: 'web',
          namespace,
          ...parameters,
        });

      expect(await read({ tailLines: 1, timestamps: true })).toMatch(
        /^\d{4}-\d\d-\d\dT[\d:.]+Z \{.*listening on port 8080"\}\n$/,
      );
      expect(await read({ tailLines: 0 })).toBe('');
      expect(
        await cluster.client.failure(read({ container: 'other' })),
      ).toMatchObject({ code: 400 });
    });
  });

  describe('discovery', () => {
    it('describes its resources group by group, and all at once', async () => {
      const { client } = cluster;
      const apps = await client.apps.getAPIResources();
      const deployments = apps.resources.find(
        ({ name }) => name === 'deployments',
      );
      const aggregated = await send('/apis', {
        accept:
          'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
      });

      expect(deployments).toMatchObject({
        kind: 'Deployment',
        namespaced: true,
        shortNames: ['deploy'],
        verbs: expect.arrayContaining(['get', 'list', 'watch', 'patch']),
      });
      expect(apps.resources.map(({ name }) => name)).toEqual(
        expect.arrayContaining(['deployments/status', 'deployments/scale']),
      );
      expect(aggregated.body.kind).toBe('APIGroupDiscoveryList');
      expect(
        aggregated.body.items.map(
          (item: { metadata: { name: string } }) => item.metadata.name,
        ),
      ).toEqual(expect.arrayContaining(['apps', 'argoproj.io']));
    });
  });
});
