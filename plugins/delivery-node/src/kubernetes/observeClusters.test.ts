import { mockServices } from '@backstage/backend-test-utils';
import {
  FakeKubernetesPlugin,
  RecordingDeploymentSink,
  StaticServiceDirectory,
  until,
} from '../testUtils';
import { KubernetesClusters } from './KubernetesClusters';
import {
  ClusterObject,
  WatchTiming,
  WatchedResource,
  clusterObjectOf,
} from './WatchedResource';
import { observeClusters } from './observeClusters';

type Thing = ClusterObject & { note: string };

const THINGS = '/apis/example.com/v1/things';
const PARTS = '/apis/example.com/v1/parts';

function read(object: unknown): Thing | undefined {
  const { metadata, note } = object as { metadata: unknown; note: string };
  const base = clusterObjectOf(metadata);
  return base && { ...base, note };
}

const resources: WatchedResource<Thing>[] = [
  {
    segments: ['apis', 'example.com', 'v1', 'things'],
    labelSelector: 'fairway.dev/service',
    optional: false,
    read,
  },
  { segments: ['apis', 'example.com', 'v1', 'parts'], optional: true, read },
];

function thing(service: string, environment: string, note: string) {
  const labels = {
    'fairway.dev/service': service,
    'fairway.dev/environment': environment,
  };
  return { metadata: { uid: `${service}-${environment}`, labels }, note };
}

const quick: Partial<WatchTiming> = {
  probeMs: 30,
  confirmMs: 30,
  collectMs: 1,
  retryMs: 10,
  maxRetryMs: 20,
};

describe('observeClusters', () => {
  let plugin: FakeKubernetesPlugin;
  let sink: RecordingDeploymentSink;
  let services: StaticServiceDirectory;
  let controller: AbortController;
  let running: Promise<unknown>;

  beforeEach(() => {
    sink = new RecordingDeploymentSink();
    services = new StaticServiceDirectory(
      { name: 'checkout-api' },
      { name: 'catalogue' },
    );
    controller = new AbortController();
    running = Promise.resolve();
  });

  afterEach(async () => {
    controller.abort();
    await running;
    await plugin.stop();
  });

  function observe(
    timing: Partial<WatchTiming> = {},
    only?: string[],
    watched = resources,
  ): Promise<unknown> {
    const logger = mockServices.logger.mock();
    const clusters = KubernetesClusters.create({
      auth: mockServices.auth(),
      discovery: mockServices.discovery.mock({
        getBaseUrl: async () => plugin.baseUrl,
      }),
      logger,
      only,
    });
    running = observeClusters<Thing>({
      context: { services, sink, logger, signal: controller.signal },
      clusters,
      resources: watched,
      derive: objects => ({
        health: 'healthy',
        message: objects
          .map(({ note }) => note)
          .sort()
          .join(','),
      }),
      timing: { ...quick, ...timing },
    }).then(
      () => 'ended',
      error => error,
    );
    return running;
  }

  const noteOf = (service: string, environment: string) =>
    sink.current.get(`component:default/${service} ${environment}`)?.message;

  const count = (pattern: RegExp) =>
    plugin.requests.filter(request => pattern.test(request)).length;

  it('tells the complete list first and every change after that', async () => {
    plugin = await FakeKubernetesPlugin.start('one');
    plugin.serve('one', THINGS, thing('checkout-api', 'production', 'a'));
    observe();
    await until(() => noteOf('checkout-api', 'production') === 'a');
    expect(sink.calls[0]).toBe('replaceAll 1');
    await until(() => plugin.openStreams === 1);
    plugin.put('one', THINGS, thing('checkout-api', 'production', 'b'));
    plugin.put('one', THINGS, thing('checkout-api', 'staging', 'c'));
    await until(() => noteOf('checkout-api', 'production') === 'b');
    await until(() => noteOf('checkout-api', 'staging') === 'c');
    plugin.delete('one', THINGS, 'checkout-api-staging');
    await until(() =>
      sink.calls.includes('remove component:default/checkout-api staging'),
    );
    await until(() => sink.confirmations > 1);
  });

  it('sends service credentials, the cluster and no compression', async () => {
    plugin = await FakeKubernetesPlugin.start('one');
    plugin.serve('one', THINGS);
    observe();
    await until(() => plugin.openStreams === 1);
    expect(plugin.headers.at(-1)).toMatchObject({
      'accept-encoding': 'identity',
      'backstage-kubernetes-cluster': 'one',
      authorization: expect.stringMatching(/^Bearer mock-service-token/),
    });
  });

  it('counts objects without labels where their owner belongs, in any order', async () => {
    plugin = await FakeKubernetesPlugin.start('one');
    plugin.serve('one', THINGS);
    plugin.serve('one', PARTS, {
      metadata: {
        uid: 'p1',
        ownerReferences: [{ uid: 'checkout-api-production', controller: true }],
      },
      note: 'part',
    } as never);
    observe();
    await until(() => plugin.openStreams === 2);
    plugin.put('one', THINGS, thing('checkout-api', 'production', 'a'));
    await until(() => noteOf('checkout-api', 'production') === 'a,part');
    plugin.put('one', PARTS, {
      metadata: {
        uid: 'p1',
        ownerReferences: [{ uid: 'checkout-api-production', controller: true }],
      },
      note: 'part 2',
    } as never);
    await until(() => noteOf('checkout-api', 'production') === 'a,part 2');
    expect(sink.current.size).toBe(1);
  });

  it('goes on from the last version when a stream breaks or ends, without listing again', async () => {
    plugin = await FakeKubernetesPlugin.start('one');
    plugin.serve('one', THINGS);
    observe();
    await until(() => plugin.openStreams === 1);
    plugin.put('one', THINGS, thing('checkout-api', 'production', 'a'));
    await until(() => noteOf('checkout-api', 'production') === 'a');
    plugin.dropStreams('one');
    await until(() => count(/watch@2/) === 1);
    await until(() => plugin.openStreams === 1);
    plugin.bookmark('one', THINGS);
    plugin.endStreams('one');
    await until(() => count(/watch@3/) === 1);
    expect(count(/ list .*things/)).toBe(1);
    expect(sink.failures.size).toBe(0);
  });

  it('opens a silent stream again', async () => {
    plugin = await FakeKubernetesPlugin.start('one');
    plugin.serve('one', THINGS);
    observe({ stallMs: 30 });
    await until(() => count(/watch/) >= 3);
    expect(count(/ list .*things/)).toBe(1);
  });

  it('lists again after 410 and notices what is gone', async () => {
    plugin = await FakeKubernetesPlugin.start('one');
    plugin.serve('one', THINGS, thing('checkout-api', 'production', 'a'));
    observe();
    await until(() => plugin.openStreams === 1);
    plugin.serve('one', THINGS, thing('catalogue', 'production', 'b'));
    plugin.forget('one', THINGS);
    await until(() => noteOf('catalogue', 'production') === 'b');
    expect(noteOf('checkout-api', 'production')).toBeUndefined();
    expect(count(/ list .*things/)).toBe(2);
  });

  it('throws when the only cluster stops answering, even if its streams stay open', async () => {
    plugin = await FakeKubernetesPlugin.start('one');
    plugin.serve('one', THINGS);
    const result = observe();
    await until(() => plugin.openStreams === 1);
    plugin.fail('one', 500, { dropStreams: false });
    await expect(result).resolves.toMatchObject({
      name: 'ServiceUnavailableError',
      message: expect.stringContaining("Cluster 'one'"),
    });
    await until(() => plugin.openStreams === 0);
  });

  it('goes on with a cluster that has none of the kinds, which may be absent', async () => {
    plugin = await FakeKubernetesPlugin.start('one');
    const optional = resources.filter(resource => resource.optional);
    observe({}, undefined, optional);
    await until(() => count(/ probe .*parts/) >= 3);
    await until(() => sink.confirmations > 1);
    expect(sink.failures.size).toBe(0);
  });

  it('throws a refusal as such', async () => {
    plugin = await FakeKubernetesPlugin.start('one');
    plugin.fail('one', 403);
    await expect(observe()).resolves.toMatchObject({ name: 'NotAllowedError' });
  });

  it('greys out only the environments of a dead cluster, and lights them up again', async () => {
    plugin = await FakeKubernetesPlugin.start('one', 'two');
    plugin.serve('one', THINGS, thing('checkout-api', 'staging', 'a'));
    plugin.serve('two', THINGS, thing('checkout-api', 'production', 'b'));
    plugin.serve('one', PARTS);
    plugin.serve('two', PARTS);
    observe();
    await until(() => plugin.openStreams === 4);
    await until(() => sink.current.size === 2);
    plugin.fail('two', 500);
    await until(() => sink.failures.size === 1);
    expect(sink.failures.get('component:default/checkout-api')).toEqual({
      state: 'unreachable',
      message: expect.stringContaining("Cluster 'two'"),
      environments: ['production'],
    });
    expect(noteOf('checkout-api', 'production')).toBe('b');
    sink.calls.length = 0;
    await until(() => sink.calls.includes('confirm rest'));
    expect(sink.calls).not.toContain('confirm all');
    plugin.put('one', THINGS, thing('checkout-api', 'staging', 'c'));
    await until(() => noteOf('checkout-api', 'staging') === 'c');
    const confirmations = sink.confirmations;
    plugin.serve('two', THINGS, thing('checkout-api', 'production', 'd'));
    plugin.fail('two');
    await until(() => noteOf('checkout-api', 'production') === 'd');
    await until(() => sink.failures.size === 0);
    await until(() => sink.confirmations > confirmations);
  });

  it('lights up the services of a cluster that is back although another one is still dead', async () => {
    plugin = await FakeKubernetesPlugin.start('one', 'two', 'three');
    plugin.serve('one', THINGS);
    plugin.serve('two', THINGS, thing('checkout-api', 'production', 'b'));
    plugin.serve('three', THINGS, thing('catalogue', 'production', 'c'));
    ['one', 'two', 'three'].forEach(name => plugin.serve(name, PARTS));
    observe();
    await until(() => sink.current.size === 2);
    plugin.fail('two', 500);
    plugin.fail('three', 500);
    await until(() => sink.failures.size === 2);
    plugin.fail('two');
    await until(() => sink.failures.size === 1);
    expect([...sink.failures.keys()]).toEqual(['component:default/catalogue']);
  });

  it('does not take a service for gone while a cluster was never listed', async () => {
    plugin = await FakeKubernetesPlugin.start('one', 'two');
    plugin.serve('one', THINGS, thing('checkout-api', 'staging', 'a'));
    plugin.fail('two', 500);
    observe();
    await until(() => noteOf('checkout-api', 'staging') === 'a');
    await until(() => sink.failures.has('component:default/catalogue'));
    expect(sink.failures.get('component:default/checkout-api')).toEqual({
      state: 'unreachable',
      message: expect.stringContaining("Cluster 'two'"),
      except: ['staging'],
    });
    expect(sink.calls.join()).not.toContain('replaceAll');
    expect(sink.confirmations).toBe(0);
  });

  it('tells a service as soon as it enters the catalog', async () => {
    plugin = await FakeKubernetesPlugin.start('one');
    plugin.serve('one', THINGS, thing('new-api', 'production', 'a'));
    observe();
    await until(() => sink.calls.includes('replaceAll 0'));
    services.set({ name: 'new-api' });
    await until(() => noteOf('new-api', 'production') === 'a');
    expect(count(/ list .*things/)).toBe(1);
  });

  it('leaves out clusters that need a signed-in person, and names an unknown one', async () => {
    plugin = await FakeKubernetesPlugin.start();
    plugin.addCluster('personal', 'oidc');
    await expect(observe()).resolves.toMatchObject({
      message: expect.stringContaining('No cluster can be observed'),
    });
    await expect(observe({}, ['other'])).resolves.toMatchObject({
      message: "No cluster 'other' in the Kubernetes plugin; it has: personal",
    });
  });

  it('starts over in a cluster that sends nonsense', async () => {
    plugin = await FakeKubernetesPlugin.start('one', 'two');
    plugin.serve('one', THINGS, thing('checkout-api', 'staging', 'a'));
    plugin.serve('two', THINGS);
    observe();
    await until(() => plugin.openStreams === 2);
    plugin.garble('one', THINGS);
    await until(() => count(/^one list .*things/) === 2);
    await until(() => plugin.openStreams === 2);
    plugin.put('one', THINGS, thing('checkout-api', 'staging', 'b'));
    await until(() => noteOf('checkout-api', 'staging') === 'b');
    expect(count(/^two list .*things/)).toBe(1);
  });
});
