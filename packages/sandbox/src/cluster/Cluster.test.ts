import { ClusterFixture } from './__testUtils__/ClusterFixture';
import { NAMESPACE, POD } from './knownTypes';
import { isPodReady } from './pods/podPhase';

type Client = typeof import('@kubernetes/client-node');

jest.setTimeout(30_000);

describe('Cluster, through the stock Kubernetes client', () => {
  let k8s: Client;
  let fixture: ClusterFixture;

  beforeAll(async () => {
    k8s = await import('@kubernetes/client-node');
  });

  beforeEach(async () => {
    fixture = await ClusterFixture.start({ watchWindow: 20 });
  });

  afterEach(async () => {
    const errors = [...fixture.errors];
    await fixture.stop();
    expect(errors).toEqual([]);
  });

  function config() {
    const kubeConfig = new k8s.KubeConfig();
    kubeConfig.loadFromOptions({
      clusters: [{ name: 'c', server: fixture.url, skipTLSVerify: true }],
      users: [{ name: 'u', token: 'any' }],
      contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
      currentContext: 'x',
    });
    return kubeConfig;
  }

  const core = () => config().makeApiClient(k8s.CoreV1Api);
  const apps = () => config().makeApiClient(k8s.AppsV1Api);
  const custom = () => config().makeApiClient(k8s.CustomObjectsApi);

  function configMap(name: string, data: Record<string, string> = {}) {
    return {
      namespace: 'default',
      body: { metadata: { name, labels: { app: name } }, data },
    };
  }

  function deployment(name: string, replicas: number) {
    return {
      metadata: { name },
      spec: {
        replicas,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: {
            containers: [
              { name: 'app', image: 'docker.io/library/nginx:1.27' },
              { name: 'log', image: 'docker.io/library/busybox:1' },
            ],
          },
        },
      },
    };
  }

  async function failure(work: Promise<unknown>) {
    try {
      await work;
    } catch (error) {
      if (error instanceof k8s.ApiException) {
        return { code: error.code, body: JSON.parse(String(error.body)) };
      }
      throw error;
    }
    throw new Error('It did not fail');
  }

  /** Watches until `enough` events came or the server ended the watch. */
  async function watch(
    path: string,
    query: Record<string, string>,
    enough: number,
    meanwhile: () => Promise<unknown> = async () => {},
  ) {
    const events: { type: string; name: string; code?: number }[] = [];
    await new Promise<void>((resolve, reject) => {
      new k8s.Watch(config())
        .watch(
          path,
          query,
          (type, object) => {
            events.push({
              type,
              name: object?.metadata?.name ?? '',
              ...(type === 'ERROR' ? { code: object.code } : {}),
            });
            if (events.length === enough) {
              resolve();
            }
          },
          () => resolve(),
        )
        .then(async controller => {
          await meanwhile();
          return controller;
        })
        .catch(reject);
    });
    return events;
  }

  it('runs the pods of a deployment and gives their logs', async () => {
    await apps().createNamespacedDeployment({
      namespace: 'default',
      body: deployment('web', 2),
    });

    await fixture.eventually(
      () =>
        fixture.cluster.api.objects.list(POD, 'default').filter(isPodReady)
          .length === 2,
    );

    const pods = await core().listNamespacedPod({
      namespace: 'default',
      labelSelector: 'app in (web,other),app!=other',
      fieldSelector: 'status.phase=Running',
    });
    expect(pods.items).toHaveLength(2);
    const read = await core().readNamespacedPodLog({
      namespace: 'default',
      name: pods.items[0].metadata?.name ?? '',
      container: 'app',
      tailLines: 1,
    });
    expect(read).toContain('listening on port 8080');
  });

  it('refuses what a real cluster refuses, in its words', async () => {
    await core().createNamespacedConfigMap(configMap('one'));

    expect(
      await failure(core().createNamespacedConfigMap(configMap('one'))),
    ).toMatchObject({
      code: 409,
      body: {
        reason: 'AlreadyExists',
        message: 'configmaps "one" already exists',
      },
    });
    expect(
      await failure(
        core().readNamespacedPod({ namespace: 'default', name: 'none' }),
      ),
    ).toMatchObject({
      code: 404,
      body: { reason: 'NotFound', message: 'pods "none" not found' },
    });
    expect(
      await failure(
        core().createNamespacedConfigMap({
          ...configMap('two'),
          namespace: 'nowhere',
        }),
      ),
    ).toMatchObject({
      code: 404,
      body: { message: 'namespaces "nowhere" not found' },
    });
    const wrong = deployment('web', 1);
    wrong.spec.selector.matchLabels.app = 'other';
    expect(
      await failure(
        apps().createNamespacedDeployment({
          namespace: 'default',
          body: wrong,
        }),
      ),
    ).toMatchObject({
      code: 422,
      body: {
        reason: 'Invalid',
        details: { causes: [{ field: 'spec.template.metadata.labels' }] },
      },
    });
  });

  it('lets the second of two writers of the same version know', async () => {
    const first = await core().createNamespacedConfigMap(configMap('one'));
    await core().replaceNamespacedConfigMap({
      namespace: 'default',
      name: 'one',
      body: { ...first, data: { by: 'ada' } },
    });

    const refused = await failure(
      core().replaceNamespacedConfigMap({
        namespace: 'default',
        name: 'one',
        body: { ...first, data: { by: 'ben' } },
      }),
    );

    expect(refused).toMatchObject({ code: 409, body: { reason: 'Conflict' } });
  });

  it('takes strategic, merge, JSON and apply patches', async () => {
    await apps().createNamespacedDeployment({
      namespace: 'default',
      body: deployment('web', 1),
    });
    const patch = (body: object, strategy: string) =>
      apps().patchNamespacedDeployment(
        { namespace: 'default', name: 'web', body, fieldManager: 'test' },
        k8s.setHeaderOptions('Content-Type', strategy),
      );

    const strategic = await patch(
      {
        spec: {
          template: { spec: { containers: [{ name: 'log', image: 'x:2' }] } },
        },
      },
      k8s.PatchStrategy.StrategicMergePatch,
    );
    const json = await patch(
      [{ op: 'replace', path: '/spec/replicas', value: 2 }],
      k8s.PatchStrategy.JsonPatch,
    );
    const merged = await patch(
      { metadata: { labels: { tier: 'front' } } },
      k8s.PatchStrategy.MergePatch,
    );
    const applied = await patch(
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'web', annotations: { note: 'applied' } },
      },
      k8s.PatchStrategy.ServerSideApply,
    );
    const reapplied = await patch(
      { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } },
      k8s.PatchStrategy.ServerSideApply,
    );

    expect(
      strategic.spec?.template.spec?.containers.map(({ image }) => image),
    ).toEqual(['docker.io/library/nginx:1.27', 'x:2']);
    expect(json.spec?.replicas).toBe(2);
    expect(merged.metadata?.labels).toEqual({ tier: 'front' });
    expect(merged.metadata?.generation).toBe(3);
    expect(applied.metadata?.annotations).toMatchObject({ note: 'applied' });
    expect(Object.keys(reapplied.metadata?.annotations ?? {})).toEqual([
      'deployment.kubernetes.io/revision',
    ]);
  });

  it('keeps spec and status apart where the kind has a status subresource', async () => {
    const where = {
      group: 'argoproj.io',
      version: 'v1alpha1',
      namespace: 'default',
      plural: 'rollouts',
    };
    fixture.cluster.stop();
    const created = await custom().createNamespacedCustomObject({
      ...where,
      body: {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'Rollout',
        metadata: { name: 'web' },
        spec: { replicas: 1 },
        status: { phase: 'Healthy' },
      },
    });
    expect(created).not.toHaveProperty('status');

    const written = await custom().patchNamespacedCustomObjectStatus(
      {
        ...where,
        name: 'web',
        body: { spec: { replicas: 9 }, status: { abort: true } },
      },
      k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch),
    );

    expect(written).toMatchObject({
      metadata: { generation: 1 },
      spec: { replicas: 1 },
      status: { abort: true },
    });
    const scale = await custom().patchNamespacedCustomObjectScale(
      { ...where, name: 'web', body: { spec: { replicas: 4 } } },
      k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch),
    );
    expect(scale).toMatchObject({ kind: 'Scale', spec: { replicas: 4 } });
  });

  it('pages through a long list without losing or repeating anything', async () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) {
      await core().createNamespacedConfigMap(configMap(name));
    }
    const names: (string | undefined)[] = [];
    let next: string | undefined;
    do {
      const page = await core().listNamespacedConfigMap({
        namespace: 'default',
        limit: 2,
        _continue: next,
      });
      names.push(...page.items.map(item => item.metadata?.name));
      next = page.metadata?._continue;
    } while (next);

    expect(names).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('replays what a watcher missed, and says when something leaves its selector', async () => {
    const list = await core().listNamespacedConfigMap({ namespace: 'default' });
    await core().createNamespacedConfigMap(configMap('one'));

    const events = await watch(
      '/api/v1/namespaces/default/configmaps',
      {
        resourceVersion: list.metadata?.resourceVersion ?? '',
        labelSelector: 'app=one',
      },
      2,
      async () =>
        core().patchNamespacedConfigMap(
          {
            namespace: 'default',
            name: 'one',
            body: { metadata: { labels: { app: 'two' } } },
          },
          k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch),
        ),
    );

    expect(events).toEqual([
      { type: 'ADDED', name: 'one' },
      { type: 'DELETED', name: 'one' },
    ]);
  });

  it('sends the state first and a bookmark when a watcher asks for a streamed list', async () => {
    await core().createNamespacedConfigMap(configMap('one'));

    const events = await watch(
      '/api/v1/namespaces/default/configmaps',
      {
        sendInitialEvents: 'true',
        resourceVersionMatch: 'NotOlderThan',
        allowWatchBookmarks: 'true',
      },
      2,
    );

    expect(events).toEqual([
      { type: 'ADDED', name: 'one' },
      { type: 'BOOKMARK', name: '' },
    ]);
  });

  it('ends a watch after the time it was asked for', async () => {
    const events = await watch(
      '/api/v1/namespaces/default/secrets',
      { timeoutSeconds: '1', resourceVersion: '0' },
      99,
    );

    expect(events).toEqual([]);
  });

  it('tells a watcher that comes too late to list again (410)', async () => {
    const list = await core().listNamespacedConfigMap({ namespace: 'default' });
    for (let index = 0; index < 50; index += 1) {
      await core().createNamespacedConfigMap(configMap(`map-${index}`));
    }

    const events = await watch(
      '/api/v1/namespaces/default/configmaps',
      { resourceVersion: list.metadata?.resourceVersion ?? '' },
      1,
    );

    expect(events).toEqual([{ type: 'ERROR', name: '', code: 410 }]);
  });

  it('keeps an informer up to date', async () => {
    const informer = k8s.makeInformer(
      config(),
      '/api/v1/namespaces/default/configmaps',
      () => core().listNamespacedConfigMap({ namespace: 'default' }),
    );
    const seen: string[] = [];
    informer.on('add', object => seen.push(`+${object.metadata?.name}`));
    informer.on('delete', object => seen.push(`-${object.metadata?.name}`));
    await core().createNamespacedConfigMap(configMap('early'));
    await informer.start();

    await core().createNamespacedConfigMap(configMap('late'));
    await core().deleteNamespacedConfigMap({
      namespace: 'default',
      name: 'early',
    });

    await fixture.eventually(() => seen.includes('-early'));
    expect(seen).toEqual(['+early', '+late', '-early']);
    await informer.stop();
  });

  it('finds everything again after a restart, and no version is given twice', async () => {
    const created = await core().createNamespacedConfigMap(
      configMap('kept', { answer: '42' }),
    );
    await core().createNamespacedConfigMap(configMap('gone'));
    await core().deleteNamespacedConfigMap({
      namespace: 'default',
      name: 'gone',
    });

    await fixture.restart();

    const list = await core().listNamespacedConfigMap({ namespace: 'default' });
    expect(list.items.map(item => [item.metadata?.name, item.data])).toEqual([
      ['kept', { answer: '42' }],
    ]);
    expect(Number(list.metadata?.resourceVersion)).toBeGreaterThan(
      Number(created.metadata?.resourceVersion),
    );
    expect(
      await watch(
        '/api/v1/configmaps',
        { resourceVersion: created.metadata?.resourceVersion ?? '' },
        1,
      ),
    ).toEqual([{ type: 'ERROR', name: '', code: 410 }]);
  });

  it('deletes dependents with their owner, waits for them in the foreground, and leaves orphans', async () => {
    const run = async (name: string, propagationPolicy: string) => {
      await apps().createNamespacedDeployment({
        namespace: 'default',
        body: deployment(name, 1),
      });
      await fixture.eventually(
        () => fixture.cluster.api.objects.list(POD, 'default').length === 1,
      );
      await apps().deleteNamespacedDeployment({
        namespace: 'default',
        name,
        propagationPolicy,
      });
    };
    const podsLeft = () => fixture.cluster.api.objects.list(POD, 'default');

    await run('background', 'Background');
    await fixture.eventually(() => podsLeft().length === 0);
    await run('foreground', 'Foreground');
    await fixture.eventually(() => podsLeft().length === 0);
    const sets = await apps().listNamespacedReplicaSet({
      namespace: 'default',
    });
    expect(sets.items).toEqual([]);

    await run('orphan', 'Orphan');
    await fixture.eventually(() => {
      const deployments = fixture.cluster.api.objects
        .list(POD, 'default')
        .map(pod => pod.metadata.ownerReferences?.[0]?.name);
      return deployments.length === 1;
    });
    const orphans = await apps().listNamespacedReplicaSet({
      namespace: 'default',
    });
    expect(orphans.items[0].metadata?.ownerReferences ?? []).toEqual([]);
  });

  it('holds an object with a finalizer until the finalizer is gone', async () => {
    const map = configMap('held');
    await core().createNamespacedConfigMap({
      ...map,
      body: {
        ...map.body,
        metadata: { ...map.body.metadata, finalizers: ['acme/hold'] },
      },
    });
    await core().deleteNamespacedConfigMap({
      namespace: 'default',
      name: 'held',
    });
    const held = await core().readNamespacedConfigMap({
      namespace: 'default',
      name: 'held',
    });
    expect(held.metadata?.deletionTimestamp).toBeDefined();

    await core().patchNamespacedConfigMap(
      {
        namespace: 'default',
        name: 'held',
        body: { metadata: { finalizers: null } },
      },
      k8s.setHeaderOptions('Content-Type', k8s.PatchStrategy.MergePatch),
    );

    expect(
      await failure(
        core().readNamespacedConfigMap({ namespace: 'default', name: 'held' }),
      ),
    ).toMatchObject({ code: 404 });
  });

  it('empties a namespace before it goes', async () => {
    await core().createNamespace({ body: { metadata: { name: 'shop' } } });
    await core().createNamespacedConfigMap({
      ...configMap('one'),
      namespace: 'shop',
    });

    await core().deleteNamespace({ name: 'shop' });

    await fixture.eventually(
      () => !fixture.cluster.api.find(NAMESPACE, undefined, 'shop'),
    );
    const maps = await core().listConfigMapForAllNamespaces();
    expect(maps.items.filter(i => i.metadata?.namespace === 'shop')).toEqual(
      [],
    );
  });

  it('describes what it serves, and allows everything', async () => {
    const groups = await config().makeApiClient(k8s.ApisApi).getAPIVersions();
    expect(groups.groups.map(group => group.name)).toEqual(
      expect.arrayContaining(['apps', 'argoproj.io', 'batch', 'policy']),
    );
    const review = await config()
      .makeApiClient(k8s.AuthorizationV1Api)
      .createSelfSubjectAccessReview({
        body: {
          spec: { resourceAttributes: { verb: 'get', resource: 'pods' } },
        },
      });
    expect(review.status?.allowed).toBe(true);
  });
});
