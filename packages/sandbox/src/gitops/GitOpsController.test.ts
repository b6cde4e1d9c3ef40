import { objectsAt, textAt } from '../cluster/json/Json';
import { JOB, ROLLOUT } from '../cluster/knownTypes';
import {
  digest,
  GitOpsFixture,
  healthOf as health,
  IMAGE,
  phaseOf as phase,
  revisionOf as revision,
} from './__testUtils__/GitOpsFixture';

const base = {
  'manifests/base/kustomization.yaml':
    'resources: [rollout.yaml, services.yaml, smoke-test.yaml]\n',
  'manifests/base/services.yaml': ['shop', 'shop-preview']
    .map(
      name => `apiVersion: v1
kind: Service
metadata: { name: ${name} }
spec: { selector: { app: shop }, ports: [{ port: 80 }] }
`,
    )
    .join('---\n'),
  'manifests/base/rollout.yaml': `apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: { name: shop }
spec:
  replicas: 1
  progressDeadlineSeconds: 300
  selector: { matchLabels: { app: shop } }
  strategy: { blueGreen: { activeService: shop, previewService: shop-preview } }
  template:
    metadata: { labels: { app: shop } }
    spec: { containers: [{ name: app, image: ${IMAGE} }] }
`,
  'manifests/base/smoke-test.yaml': `apiVersion: batch/v1
kind: Job
metadata:
  name: smoke-test
  annotations:
    argocd.argoproj.io/hook: PostSync
    argocd.argoproj.io/hook-delete-policy: BeforeHookCreation
spec:
  template:
    spec: { restartPolicy: Never, containers: [{ name: smoke-test, image: ${IMAGE} }] }
`,
};

const overlay = (image: string | undefined) => `namespace: shop-staging
resources: [${image ? '../../base' : ''}]
labels:
  - pairs: { fairway.dev/environment: staging, fairway.dev/service: shop }
    includeTemplates: true
    fields: [{ path: spec/template/metadata/labels, kind: Rollout, create: true }]
images:
  - name: ${IMAGE}
${image ? `    digest: ${image}` : ''}
`;

jest.setTimeout(60_000);

describe('GitOpsController', () => {
  let fixture: GitOpsFixture;

  beforeEach(() => {
    fixture = new GitOpsFixture();
  });

  afterEach(async () => {
    await fixture.stop();
    expect(fixture.reports).toEqual([]);
  });

  it('applies an overlay, waits for health, runs the smoke test and records the revision', async () => {
    fixture.push('a', 'healthy');
    const head = fixture.commit({
      ...base,
      'manifests/environments/staging/kustomization.yaml': overlay(digest('a')),
    });
    fixture.createApplication();

    const application = await fixture.untilApplication(
      current =>
        phase(current) === 'Succeeded' && health(current) === 'Healthy',
    );

    expect(textAt(application, 'status', 'sync', 'status')).toBe('Synced');
    expect(revision(application)).toBe(head);
    expect(
      objectsAt(
        application,
        'status',
        'operationState',
        'syncResult',
        'resources',
      ),
    ).toContainEqual(
      expect.objectContaining({
        kind: 'Job',
        name: 'smoke-test',
        hookType: 'PostSync',
        hookPhase: 'Succeeded',
      }),
    );
    expect(objectsAt(application, 'status', 'history')).toEqual([
      expect.objectContaining({ id: 0, revision: head }),
    ]);
    expect(
      fixture.cluster.api.get(ROLLOUT, 'shop-staging', 'shop').spec,
    ).toMatchObject({
      template: {
        spec: { containers: [{ image: `${IMAGE}@${digest('a')}` }] },
        metadata: { labels: { 'fairway.dev/environment': 'staging' } },
      },
    });
    expect(
      fixture.cluster.api.find(JOB, 'shop-staging', 'smoke-test'),
    ).toBeDefined();
  });

  it('shows an environment that was never deployed as synced, healthy and without images', async () => {
    fixture.commit({
      ...base,
      'manifests/environments/staging/kustomization.yaml': overlay(undefined),
    });
    fixture.createApplication();

    const application = await fixture.untilApplication(
      current => phase(current) === 'Succeeded',
    );

    expect(health(application)).toBe('Healthy');
    expect(application.status).toMatchObject({ resources: [], summary: {} });
  });

  it('reports a release that crashes as degraded, and recovers when Git goes back', async () => {
    fixture.push('a', 'healthy');
    fixture.push('b', 'crash-loop');
    fixture.commit({
      ...base,
      'manifests/environments/staging/kustomization.yaml': overlay(digest('a')),
    });
    fixture.createApplication();
    await fixture.untilApplication(current => phase(current) === 'Succeeded');

    const bad = fixture.commit({
      'manifests/environments/staging/kustomization.yaml': overlay(digest('b')),
    });
    await fixture.untilApplication(
      current => revision(current) === bad && health(current) === 'Degraded',
    );
    const good = fixture.commit({
      'manifests/environments/staging/kustomization.yaml': overlay(digest('a')),
    });

    const recovered = await fixture.untilApplication(
      current =>
        revision(current) === good &&
        phase(current) === 'Succeeded' &&
        health(current) === 'Healthy',
    );
    expect(textAt(recovered, 'status', 'sync', 'status')).toBe('Synced');
  });

  it('removes what left Git, and puts back what somebody changed by hand', async () => {
    fixture.push('a', 'healthy');
    fixture.commit({
      ...base,
      'manifests/environments/staging/kustomization.yaml': overlay(digest('a')),
    });
    fixture.createApplication();
    await fixture.untilApplication(current => phase(current) === 'Succeeded');

    const rollout = fixture.cluster.api.get(ROLLOUT, 'shop-staging', 'shop');
    fixture.cluster.api.update(ROLLOUT, {
      ...rollout,
      spec: { ...Object(rollout.spec), replicas: 3 },
    });
    await fixture.untilApplication(
      () =>
        Object(fixture.cluster.api.get(ROLLOUT, 'shop-staging', 'shop').spec)
          .replicas === 1,
    );
    fixture.commit({
      'manifests/environments/staging/kustomization.yaml': overlay(undefined),
    });

    const pruned = await fixture.untilApplication(
      () => !fixture.cluster.api.find(ROLLOUT, 'shop-staging', 'shop'),
    );
    expect(
      objectsAt(pruned, 'status', 'operationState', 'syncResult', 'resources'),
    ).toContainEqual(
      expect.objectContaining({ kind: 'Rollout', status: 'Pruned' }),
    );
  });

  it('says why a source cannot be rendered, and keeps what runs', async () => {
    fixture.commit({ 'README.md': 'nothing here' });
    fixture.createApplication({
      path: 'manifests/environments/nowhere',
    });

    const application = await fixture.untilApplication(
      current => objectsAt(current, 'status', 'conditions').length > 0,
    );

    expect(application.status).toMatchObject({
      conditions: [
        {
          type: 'ComparisonError',
          message: expect.stringContaining(
            'manifests/environments/nowhere: app path does not exist',
          ),
        },
      ],
      sync: { status: 'Unknown' },
    });
  });
});
