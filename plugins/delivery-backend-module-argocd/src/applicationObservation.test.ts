import { applicationObservation } from './applicationObservation';
import { readApplication } from './readApplication';

const A = 'a'.repeat(40);
const B = 'b'.repeat(40);

function observe(status: object, baseUrl?: string) {
  const application = readApplication({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: {
      uid: 'u1',
      name: 'checkout-api-staging',
      namespace: 'argocd',
      labels: {
        'fairway.dev/service': 'checkout-api',
        'fairway.dev/environment': 'staging',
      },
    },
    status,
  });
  if (!application) {
    throw new Error('The Application was not read');
  }
  expect(application).toMatchObject({
    service: 'checkout-api',
    environment: 'staging',
  });
  return applicationObservation(application, baseUrl);
}

const smokeTest = (hookPhase: string, message?: string) => ({
  group: 'batch',
  kind: 'Job',
  version: 'v1',
  namespace: 'checkout-api-staging',
  name: 'smoke-test',
  status: 'Synced',
  hookType: 'PostSync',
  hookPhase,
  syncPhase: 'PostSync',
  message,
});

const operation = (
  phase: string,
  revision: string,
  resources: object[] = [],
  extra: object = {},
) => ({
  phase,
  startedAt: '2026-11-23T09:00:00Z',
  syncResult: { revision, source: {}, resources },
  ...extra,
});

describe('applicationObservation', () => {
  it('tells sync, health, revision and the passed smoke test of a finished sync', () => {
    expect(
      observe({
        sync: { status: 'Synced', revision: B },
        health: { status: 'Healthy' },
        summary: { images: [`ghcr.io/acme/checkout-api@sha256:${A}`] },
        operationState: operation(
          'Succeeded',
          A,
          [smokeTest('Succeeded', 'job completed')],
          { finishedAt: '2026-11-23T09:02:00Z' },
        ),
      }),
    ).toEqual({
      health: 'healthy',
      sync: 'synced',
      revision: A,
      checks: [
        {
          name: 'Smoke test',
          kind: 'smoke-test',
          state: 'passed',
          summary: 'job completed',
          revision: A,
          at: '2026-11-23T09:02:00Z',
        },
      ],
    });
  });

  it('does not call a commit applied that Git has and the cluster has not', () => {
    expect(
      observe({
        sync: { status: 'OutOfSync', revision: B },
        health: { status: 'Healthy' },
        history: [{ revision: B }, { revision: A }],
        operationState: operation('Running', B, [smokeTest('Running')]),
      }),
    ).toMatchObject({
      sync: 'out-of-sync',
      revision: A,
      checks: [{ state: 'running', revision: B }],
    });
  });

  it('calls a commit applied while its hooks still run', () => {
    expect(
      observe({
        sync: { status: 'Synced', revision: B },
        history: [{ revision: A }],
        operationState: operation('Running', B, [smokeTest('Running')]),
      }).revision,
    ).toBe(B);
  });

  it('reports a failed smoke test and the failed sync', () => {
    expect(
      observe({
        sync: { status: 'Synced', revision: B },
        health: { status: 'Healthy' },
        operationState: operation(
          'Failed',
          B,
          [smokeTest('Failed', 'Job has reached the specified backoff limit')],
          {
            message:
              'one or more synchronization tasks completed unsuccessfully (retried 2 times).',
          },
        ),
      }),
    ).toMatchObject({
      message: 'smoke-test failed: Job has reached the specified backoff limit',
      messageKind: 'cause',
      details: [
        'one or more synchronization tasks completed unsuccessfully (retried 2 times).',
      ],
      checks: [
        {
          state: 'failed',
          summary: 'Job has reached the specified backoff limit',
        },
      ],
    });
  });

  it('names the resource that the cluster did not take', () => {
    const applyError =
      'error when patching "/dev/shm/2103441": Deployment.apps "checkout-api" is invalid: spec.selector: Invalid value: field is immutable';
    expect(
      observe({
        sync: { status: 'OutOfSync', revision: B },
        health: { status: 'Healthy' },
        operationState: operation(
          'Failed',
          B,
          [
            { kind: 'Service', name: 'checkout-api', status: 'Synced' },
            {
              kind: 'Deployment',
              name: 'checkout-api',
              status: 'SyncFailed',
              message: applyError,
            },
          ],
          {
            message: `one or more objects failed to apply, reason: ${applyError}. Retrying attempt #2 at 9:01AM.`,
          },
        ),
      }),
    ).toMatchObject({
      message:
        'Deployment.apps "checkout-api" is invalid: spec.selector: Invalid value: field is immutable',
      messageKind: 'cause',
    });
  });

  it('calls it a symptom that a sync waited in vain for health, and keeps the whole story as details', () => {
    const message =
      'one or more synchronization tasks completed unsuccessfully: Rollout has exceeded its progress deadline';
    expect(
      observe({
        sync: { status: 'Synced', revision: B },
        health: {
          status: 'Degraded',
          message: 'ProgressDeadlineExceeded: timed out progressing',
        },
        operationState: operation('Failed', B, [], { message }),
      }),
    ).toMatchObject({
      health: 'degraded',
      message: 'sync failed: Rollout has exceeded its progress deadline',
      messageKind: 'symptom',
      details: [message, 'ProgressDeadlineExceeded: timed out progressing'],
    });
  });

  it('says of unreadable manifests what is wrong with them, not how many layers noticed', () => {
    const { message, details } = observe({
      sync: { status: 'Unknown' },
      health: { status: 'Healthy' },
      conditions: [
        {
          type: 'ComparisonError',
          message: `Failed to load target state: failed to generate manifest for source 1 of 1: rpc error: code = Unknown desc = \`kustomize build <path to cached source>/manifests/environments/staging\` failed exit status 1: Error: accumulating resources: accumulation err='accumulating resources from '../../base': '/cache/base' must resolve to a file': evalsymlink failure on '/cache/base' : lstat /cache/base: no such file or directory`,
        },
      ],
    });
    expect(message).toBe(
      "evalsymlink failure on '/cache/base' : lstat /cache/base: no such file or directory",
    );
    expect(details?.[0]).toMatch(/accumulating resources/);
  });

  it('takes a hook that could not run for no verdict, and resources that run nothing for no check', () => {
    const { checks } = observe({
      operationState: operation('Running', B, [
        { ...smokeTest('Error'), name: 'migrate' },
        { ...smokeTest('Succeeded'), kind: 'ServiceAccount' },
        { kind: 'Rollout', name: 'checkout-api', status: 'Synced' },
      ]),
    });
    expect(checks).toEqual([
      { name: 'migrate', kind: 'hook', state: 'pending', revision: B },
    ]);
  });

  it('says first that the manifests cannot be read', () => {
    expect(
      observe({
        sync: { status: 'Unknown' },
        health: { status: 'Degraded', message: 'old news' },
        conditions: [
          { type: 'SharedResourceWarning', message: 'shared' },
          { type: 'ComparisonError', message: 'kustomize build failed' },
        ],
      }),
    ).toMatchObject({
      sync: 'unknown',
      health: 'degraded',
      message: 'kustomize build failed',
    });
  });

  it.each([
    ['Healthy', 'healthy'],
    ['Progressing', 'progressing'],
    ['Degraded', 'degraded'],
    ['Suspended', 'suspended'],
    ['Missing', 'missing'],
    ['Unknown', 'unknown'],
    [undefined, 'unknown'],
  ])('reads health %p as %s', (status, health) => {
    expect(observe({ health: { status } }).health).toBe(health);
  });

  it('links to Argo CD if its address is known', () => {
    expect(observe({}, 'https://argocd.example.com/').url).toBe(
      'https://argocd.example.com/applications/argocd/checkout-api-staging',
    );
    expect(observe({})).not.toHaveProperty('url');
  });

  it('reads the revision of an Application with several sources', () => {
    expect(
      observe({ sync: { status: 'Synced', revisions: [B, A] } }).revision,
    ).toBe(B);
  });

  it.each([undefined, null, 7, {}, { metadata: { name: 'x' } }])(
    'reads %p as nothing',
    input => {
      expect(readApplication(input)).toBeUndefined();
    },
  );

  it('survives a status of wrong types', () => {
    expect(
      observe({
        sync: 'Synced',
        health: [],
        conditions: { type: 1 },
        operationState: { phase: 'Succeeded', syncResult: { resources: {} } },
      }),
    ).toEqual({ health: 'unknown', sync: 'unknown', checks: [] });
  });
});
