import { DeliveryService } from '@fairway/backstage-plugin-delivery-node';
import { WorkloadObject } from './WorkloadObject';
import {
  readAnalysisRun,
  readDeployment,
  readPod,
  readReplicaSet,
  readRollout,
} from './readWorkloadObject';
import { workloadObservation } from './workloadObservation';

const OLD = `sha256:${'a'.repeat(64)}`;
const NEW = `sha256:${'b'.repeat(64)}`;
const IMAGE = 'ghcr.io/acme/checkout-api';

const service: DeliveryService = {
  ref: 'component:default/checkout-api',
  namespace: 'default',
  name: 'checkout-api',
  pipeline: 'standard',
  annotations: { 'fairway.dev/image': IMAGE },
};

const labels = {
  'fairway.dev/service': 'checkout-api',
  'fairway.dev/environment': 'production',
};

function metadata(name: string, extra: object = {}) {
  return {
    uid: name,
    name,
    namespace: 'checkout-api-production',
    labels,
    ...extra,
  };
}

const template = (digest: string) => ({
  metadata: { labels },
  spec: {
    containers: [
      { name: 'proxy', image: `envoyproxy/envoy@sha256:${'c'.repeat(64)}` },
      { name: 'app', image: `${IMAGE}@${digest}` },
    ],
  },
});

function rollout(status: object, digest = NEW) {
  return readRollout({
    metadata: metadata('checkout-api', { generation: 7 }),
    spec: {
      replicas: 3,
      template: template(digest),
      strategy: { blueGreen: { activeService: 'a', previewService: 'p' } },
    },
    status: { observedGeneration: '7', ...status },
  });
}

function replicaSet(hash: string, digest: string, readyReplicas: number) {
  return readReplicaSet({
    metadata: metadata(`checkout-api-${hash}`, {
      labels: { ...labels, 'rollouts-pod-template-hash': hash },
      ownerReferences: [{ uid: 'checkout-api', controller: true }],
    }),
    spec: { replicas: 3, template: template(digest) },
    status: { replicas: 3, readyReplicas },
  });
}

function pod(hash: string, containerStatus: object, extra: object = {}) {
  return readPod({
    metadata: metadata(`checkout-api-${hash}-x`, {
      ownerReferences: [{ uid: `checkout-api-${hash}`, controller: true }],
      ...extra,
    }),
    status: {
      phase: 'Running',
      conditions: [{ type: 'Ready', status: 'False' }],
      containerStatuses: [
        { name: 'app', image: IMAGE, imageID: '', ...containerStatus },
      ],
    },
  });
}

const waiting = (reason: string) => ({ state: { waiting: { reason } } });

function observe(...objects: (WorkloadObject | undefined)[]) {
  const readable = objects.filter(object => object !== undefined);
  expect(readable).toHaveLength(objects.length);
  return workloadObservation(readable, service);
}

describe('a blue-green Rollout', () => {
  it('is healthy on the digest of its only ReplicaSet', () => {
    expect(
      observe(
        rollout({
          phase: 'Healthy',
          currentPodHash: 'new',
          stableRS: 'new',
          blueGreen: { activeSelector: 'new', previewSelector: 'new' },
        }),
        replicaSet('new', NEW, 3),
        replicaSet('old', OLD, 0),
      ),
    ).toEqual({
      health: 'healthy',
      digest: NEW,
      readyPods: 3,
      pods: 3,
      checks: [],
    });
  });

  it('runs what the active service selects while a new ReplicaSet is analysed', () => {
    expect(
      observe(
        rollout({
          phase: 'Progressing',
          message: 'active service cutover pending',
          currentPodHash: 'new',
          stableRS: 'old',
          blueGreen: {
            activeSelector: 'old',
            previewSelector: 'new',
            prePromotionAnalysisRunStatus: {
              name: 'checkout-api-new-7-pre',
              status: 'Running',
            },
          },
        }),
        replicaSet('old', OLD, 3),
        replicaSet('new', NEW, 1),
      ),
    ).toEqual({
      health: 'progressing',
      digest: OLD,
      desiredDigest: NEW,
      message: '1 of 3 pods',
      readyPods: 3,
      pods: 3,
      checks: [
        {
          name: 'Pre-promotion analysis',
          kind: 'analysis',
          state: 'running',
          digest: NEW,
        },
      ],
    });
  });

  it('waits for a person as suspended', () => {
    const observation = observe(
      rollout({
        phase: 'Paused',
        message: 'BlueGreenPause',
        currentPodHash: 'new',
        blueGreen: { activeSelector: 'old' },
      }),
      replicaSet('old', OLD, 3),
      replicaSet('new', NEW, 3),
    );
    expect(observation).toMatchObject({
      health: 'suspended',
      message: 'BlueGreenPause',
      digest: OLD,
    });
  });

  it('says which analysis failed, on which digest and why', () => {
    const observation = observe(
      rollout({
        phase: 'Degraded',
        message: 'RolloutAborted: metric "error-rate" assessed Failed',
        currentPodHash: 'new',
        stableRS: 'old',
        blueGreen: {
          activeSelector: 'old',
          prePromotionAnalysisRunStatus: { name: 'run-1', status: 'Failed' },
        },
      }),
      replicaSet('old', OLD, 3),
      replicaSet('new', NEW, 3),
      readAnalysisRun({
        metadata: {
          uid: 'run-1',
          name: 'run-1',
          namespace: 'checkout-api-production',
          labels: {
            'rollouts-pod-template-hash': 'new',
            'rollout-type': 'PrePromotion',
          },
          ownerReferences: [{ uid: 'checkout-api', controller: true }],
        },
        status: {
          phase: 'Failed',
          message: 'metric "error-rate" failed 2 times',
          startedAt: '2026-11-23T09:00:00Z',
          metricResults: [
            {
              name: 'error-rate',
              measurements: [
                { finishedAt: '2026-11-23T09:01:00Z', value: '[0.2]' },
                { finishedAt: '2026-11-23T09:02:00Z', value: '[0.3]' },
              ],
            },
          ],
        },
      }),
    );
    expect(observation).toMatchObject({
      health: 'degraded',
      digest: OLD,
      desiredDigest: NEW,
      message: 'RolloutAborted: metric "error-rate" assessed Failed',
      checks: [
        {
          name: 'Pre-promotion analysis',
          state: 'failed',
          digest: NEW,
          summary: 'metric "error-rate" failed 2 times',
          at: '2026-11-23T09:02:00Z',
        },
      ],
    });
  });

  it('takes an analysis that could not measure for no verdict', () => {
    const observation = observe(
      rollout({
        phase: 'Degraded',
        currentPodHash: 'new',
        blueGreen: {
          activeSelector: 'old',
          postPromotionAnalysisRunStatus: {
            name: 'run-1',
            status: 'Error',
            message: 'connection refused',
          },
        },
      }),
      replicaSet('old', OLD, 3),
    );
    expect(observation?.checks).toEqual([
      {
        name: 'Post-promotion analysis',
        kind: 'analysis',
        state: 'pending',
        summary: 'could not be measured: connection refused',
        digest: NEW,
      },
    ]);
  });

  it.each([
    ['CrashLoopBackOff', 'crash loop in container app'],
    ['ImagePullBackOff', 'image cannot be pulled in container app'],
    ['ErrImagePull', 'image cannot be pulled in container app'],
    [
      'CreateContainerConfigError',
      'configuration or secret is missing in container app',
    ],
  ])('explains %s as "%s"', (reason, message) => {
    const observation = observe(
      rollout({
        phase: 'Degraded',
        message: 'ProgressDeadlineExceeded: timed out progressing',
        currentPodHash: 'new',
        blueGreen: { activeSelector: 'old' },
      }),
      replicaSet('old', OLD, 3),
      replicaSet('new', NEW, 0),
      pod('new', waiting(reason)),
    );
    expect(observation).toMatchObject({
      health: 'degraded',
      message,
      messageKind: 'cause',
      details: ['ProgressDeadlineExceeded: timed out progressing'],
    });
  });

  it('names lack of memory as the reason of a crash loop', () => {
    const observation = observe(
      rollout({ phase: 'Progressing', currentPodHash: 'new' }),
      replicaSet('new', NEW, 0),
      pod('new', {
        ...waiting('CrashLoopBackOff'),
        lastState: { terminated: { reason: 'OOMKilled', exitCode: 137 } },
      }),
    );
    expect(observation?.message).toBe('out of memory in container app');
  });

  it('tells how a container in a crash loop ended, and what the kubelet says about it', () => {
    const observation = observe(
      rollout({ phase: 'Progressing', currentPodHash: 'new' }),
      replicaSet('new', NEW, 0),
      pod('new', {
        state: {
          waiting: {
            reason: 'CrashLoopBackOff',
            message:
              'back-off 40s restarting failed container=app pod=checkout-api-new-x',
          },
        },
        lastState: {
          terminated: {
            reason: 'Error',
            exitCode: 1,
            startedAt: '2026-11-23T09:00:00Z',
            finishedAt: '2026-11-23T09:00:01Z',
          },
        },
      }),
    );
    expect(observation).toMatchObject({
      message: 'crash loop in container app: exit 1',
      messageKind: 'cause',
      details: [
        'back-off 40s restarting failed container=app pod=checkout-api-new-x',
      ],
    });
  });

  it('tells between two tries that a container stopped', () => {
    const observation = observe(
      rollout({ phase: 'Progressing', currentPodHash: 'new' }),
      replicaSet('new', NEW, 0),
      pod('new', {
        state: { terminated: { reason: 'Error', exitCode: 137 } },
      }),
    );
    expect(observation?.message).toBe('stopped in container app: exit 137');
  });

  it('names the secret that is missing', () => {
    const observation = observe(
      rollout({ phase: 'Progressing', currentPodHash: 'new' }),
      replicaSet('new', NEW, 0),
      pod('new', {
        state: {
          waiting: {
            reason: 'CreateContainerConfigError',
            message: 'secret "checkout-db" not found',
          },
        },
      }),
    );
    expect(observation?.message).toBe(
      'configuration or secret is missing in container app: secret "checkout-db" not found',
    );
  });

  it('ignores the troubles of pods that are being deleted', () => {
    const observation = observe(
      rollout({ phase: 'Progressing', currentPodHash: 'new' }),
      replicaSet('new', NEW, 2),
      pod('new', waiting('CrashLoopBackOff'), {
        deletionTimestamp: '2026-11-23T09:00:00Z',
      }),
    );
    expect(observation?.message).toBe('2 of 3 pods');
  });

  it('is progressing until the controller saw the newest spec, whatever it said before', () => {
    const observation = observe(
      rollout({
        observedGeneration: '6',
        phase: 'Healthy',
        currentPodHash: 'old',
        blueGreen: { activeSelector: 'old' },
      }),
      replicaSet('old', OLD, 3),
    );
    expect(observation).toMatchObject({
      health: 'progressing',
      digest: OLD,
      desiredDigest: NEW,
    });
  });

  it('claims no digest for an active ReplicaSet that is not known', () => {
    const observation = observe(
      rollout({
        phase: 'Progressing',
        currentPodHash: 'new',
        blueGreen: { activeSelector: 'old' },
      }),
    );
    expect(observation?.digest).toBeUndefined();
    expect(observation?.desiredDigest).toBe(NEW);
  });
});

describe('a Deployment', () => {
  const conditions = (progress: string, available = 'True') => [
    { type: 'Progressing', status: 'True', reason: progress },
    { type: 'Available', status: available },
  ];

  function deployment(status: object, spec: object = {}) {
    return readDeployment({
      metadata: metadata('checkout-api', { generation: 2 }),
      spec: { replicas: 3, template: template(NEW), ...spec },
      status: {
        observedGeneration: 2,
        replicas: 3,
        updatedReplicas: 3,
        readyReplicas: 3,
        availableReplicas: 3,
        conditions: conditions('NewReplicaSetAvailable'),
        ...status,
      },
    });
  }

  function set(revision: string, digest: string, readyReplicas: number) {
    return readReplicaSet({
      metadata: metadata(`checkout-api-${revision}`, {
        annotations: { 'deployment.kubernetes.io/revision': revision },
        ownerReferences: [{ uid: 'checkout-api', controller: true }],
      }),
      spec: { replicas: 3, template: template(digest) },
      status: { readyReplicas },
    });
  }

  it('is healthy when all pods are new and available', () => {
    expect(observe(deployment({}), set('2', NEW, 3), set('1', OLD, 0))).toEqual(
      { health: 'healthy', digest: NEW, readyPods: 3, pods: 3 },
    );
  });

  it('tells what ran before by the ReplicaSets that are kept', () => {
    const kept = (revision: string, digest: string, created: string) =>
      readReplicaSet({
        metadata: metadata(`checkout-api-${revision}`, {
          creationTimestamp: created,
          annotations: { 'deployment.kubernetes.io/revision': revision },
          ownerReferences: [{ uid: 'checkout-api', controller: true }],
        }),
        spec: { replicas: 0, template: template(digest) },
      });
    const oldest = `sha256:${'d'.repeat(64)}`;
    expect(
      observe(
        deployment({}),
        kept('3', NEW, '2026-11-20T09:00:00Z'),
        kept('1', oldest, '2026-11-01T09:00:00Z'),
        kept('2', OLD, '2026-11-10T09:00:00Z'),
      )?.past,
    ).toEqual([
      {
        digest: oldest,
        from: '2026-11-01T09:00:00Z',
        to: '2026-11-10T09:00:00Z',
      },
      {
        digest: OLD,
        from: '2026-11-10T09:00:00Z',
        to: '2026-11-20T09:00:00Z',
      },
      { digest: NEW, from: '2026-11-20T09:00:00Z' },
    ]);
  });

  it('runs the old release until the new one runs alone', () => {
    expect(
      observe(
        deployment({
          replicas: 4,
          updatedReplicas: 2,
          readyReplicas: 3,
          conditions: conditions('ReplicaSetUpdated'),
        }),
        set('10', NEW, 1),
        set('9', OLD, 2),
      ),
    ).toMatchObject({
      health: 'progressing',
      digest: OLD,
      desiredDigest: NEW,
      message: '2 of 3 pods',
    });
  });

  it.each([
    ['ProgressDeadlineExceeded', 'True'],
    ['NewReplicaSetAvailable', 'False'],
  ])('is degraded on %s with availability %s', (reason, available) => {
    expect(
      observe(
        deployment({
          readyReplicas: 0,
          availableReplicas: 0,
          conditions: conditions(reason, available),
        }),
      ),
    ).toMatchObject({ health: 'degraded', message: '0 of 3 pods' });
  });

  it('is suspended when paused and progressing when not yet observed', () => {
    expect(observe(deployment({}, { paused: true }))?.health).toBe('suspended');
    expect(observe(deployment({ observedGeneration: 1 }))?.health).toBe(
      'progressing',
    );
  });

  it('takes the digest from pulled images when the spec has only a tag', () => {
    const tagged = {
      template: {
        spec: { containers: [{ name: 'app', image: `${IMAGE}:1` }] },
      },
    };
    const observation = observe(
      deployment({}, tagged),
      readReplicaSet({
        metadata: metadata('checkout-api-1', {
          ownerReferences: [{ uid: 'checkout-api', controller: true }],
        }),
        spec: { replicas: 1, ...tagged },
        status: { readyReplicas: 1 },
      }),
      pod('1', { imageID: `docker-pullable://${IMAGE}@${NEW}` }),
    );
    expect(observation?.digest).toBe(NEW);
  });

  it('tells the health of the worst workload, but release and pods of the service itself', () => {
    const observation = observe(
      deployment({}),
      readDeployment({
        metadata: metadata('worker'),
        spec: {
          replicas: 1,
          template: { spec: { containers: [{ name: 'w', image: 'redis:7' }] } },
        },
        status: { conditions: conditions('ProgressDeadlineExceeded') },
      }),
    );
    expect(observation).toMatchObject({
      health: 'degraded',
      message: 'worker: 0 of 1 pods',
      digest: NEW,
      pods: 3,
    });
  });
});

describe('objects that say nothing', () => {
  it('makes pods alone no deployment', () => {
    expect(observe(pod('new', {}))).toBeUndefined();
  });

  it.each([
    undefined,
    null,
    'text',
    {},
    { metadata: {} },
    { metadata: { uid: 'a', name: 'b', namespace: 'c' }, spec: 'x' },
    { metadata: { uid: 1, name: {}, namespace: [] }, spec: {}, status: {} },
  ])('reads %p as nothing', input => {
    expect(readRollout(input)).toBeUndefined();
    expect(readDeployment(input)).toBeUndefined();
    expect(readReplicaSet(input)).toBeUndefined();
  });
});
