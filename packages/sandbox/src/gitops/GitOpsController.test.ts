import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Cluster } from '../cluster/Cluster';
import { objectsAt, textAt } from '../cluster/json/Json';
import { APPLICATION, JOB, ROLLOUT } from '../cluster/knownTypes';
import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { ImageStore } from '../images/ImageStore';
import { SandboxClock } from '../SandboxClock';
import { DocumentStore } from '../storage/DocumentStore';
import { GitOpsController } from './GitOpsController';
import { GitSource } from './GitSource';

const IMAGE = 'ghcr.io/acme/shop';
const digest = (letter: string) => `sha256:${letter.repeat(64)}`;

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
  progressDeadlineSeconds: 60
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
  let folder: string;
  let store: DocumentStore;
  let cluster: Cluster;
  let images: ImageStore;
  let controller: GitOpsController;
  const reports: string[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'gitops-'));
    store = DocumentStore.open(join(folder, 'store.sqlite'));
    const clock = new SandboxClock({ speed: 200 });
    images = new ImageStore(store);
    cluster = Cluster.create({ store, clock, images });
    controller = GitOpsController.create({
      api: cluster.api,
      clock,
      git: GitSource.create({ folder: join(folder, 'mirrors') }),
      report: message => reports.push(message),
    });
    git('init', '--quiet', '--initial-branch', 'main', join(folder, 'work'));
    cluster.start();
    controller.start();
  });

  afterEach(async () => {
    await controller.stop();
    cluster.stop();
    store.close();
    rmSync(folder, { recursive: true, force: true });
    expect(reports.splice(0)).toEqual([]);
  });

  function git(...args: string[]): string {
    return execFileSync('git', args, { encoding: 'utf8' }).trim();
  }

  function commit(files: Record<string, string>): string {
    const work = join(folder, 'work');
    for (const [path, content] of Object.entries(files)) {
      mkdirSync(dirname(join(work, path)), { recursive: true });
      writeFileSync(join(work, path), content);
    }
    git('-C', work, 'add', '--all');
    git(
      ...['-C', work, '-c', 'user.name=A', '-c', 'user.email=a@b'],
      ...['commit', '--quiet', '--message', 'Change'],
    );
    return git('-C', work, 'rev-parse', 'HEAD');
  }

  function push(letter: string, kind: 'healthy' | 'crash-loop') {
    images.push({
      name: IMAGE,
      digest: digest(letter),
      version: '1.0.0',
      commit: letter.repeat(40),
      builtAt: new Date().toISOString(),
      behaviour: {
        staging:
          kind === 'healthy' ? { kind } : { kind, message: 'cannot start' },
      },
    });
  }

  function createApplication(path = 'manifests/environments/staging') {
    cluster.api.ensureNamespace('argocd');
    cluster.api.create(APPLICATION, {
      apiVersion: 'argoproj.io/v1alpha1',
      kind: 'Application',
      metadata: { name: 'shop-staging', namespace: 'argocd' },
      spec: {
        project: 'default',
        source: {
          repoURL: `file://${join(folder, 'work')}`,
          path,
          targetRevision: 'main',
        },
        destination: {
          server: 'https://kubernetes.default.svc',
          namespace: 'shop-staging',
        },
        syncPolicy: {
          automated: { prune: true, selfHeal: true },
          syncOptions: ['CreateNamespace=true'],
        },
      },
    });
  }

  async function untilApplication(
    condition: (application: KubernetesObject) => boolean,
  ): Promise<KubernetesObject> {
    const deadline = Date.now() + 20_000;
    for (;;) {
      const application = cluster.api.get(
        APPLICATION,
        'argocd',
        'shop-staging',
      );
      if (condition(application)) {
        return application;
      }
      if (Date.now() > deadline) {
        throw new Error(JSON.stringify(application.status, undefined, 2));
      }
      await new Promise(resolve => setTimeout(resolve, 20));
    }
  }

  const health = (application: KubernetesObject) =>
    textAt(application, 'status', 'health', 'status');
  const revision = (application: KubernetesObject) =>
    textAt(application, 'status', 'sync', 'revision');
  const phase = (application: KubernetesObject) =>
    textAt(application, 'status', 'operationState', 'phase');

  it('applies an overlay, waits for health, runs the smoke test and records the revision', async () => {
    push('a', 'healthy');
    const head = commit({
      ...base,
      'manifests/environments/staging/kustomization.yaml': overlay(digest('a')),
    });
    createApplication();

    const application = await untilApplication(
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
    expect(cluster.api.get(ROLLOUT, 'shop-staging', 'shop').spec).toMatchObject(
      {
        template: {
          spec: { containers: [{ image: `${IMAGE}@${digest('a')}` }] },
          metadata: { labels: { 'fairway.dev/environment': 'staging' } },
        },
      },
    );
    expect(cluster.api.find(JOB, 'shop-staging', 'smoke-test')).toBeDefined();
  });

  it('shows an environment that was never deployed as synced, healthy and without images', async () => {
    commit({
      ...base,
      'manifests/environments/staging/kustomization.yaml': overlay(undefined),
    });
    createApplication();

    const application = await untilApplication(
      current => phase(current) === 'Succeeded',
    );

    expect(health(application)).toBe('Healthy');
    expect(application.status).toMatchObject({ resources: [], summary: {} });
  });

  it('reports a release that crashes as degraded, and recovers when Git goes back', async () => {
    push('a', 'healthy');
    push('b', 'crash-loop');
    commit({
      ...base,
      'manifests/environments/staging/kustomization.yaml': overlay(digest('a')),
    });
    createApplication();
    await untilApplication(current => phase(current) === 'Succeeded');

    const bad = commit({
      'manifests/environments/staging/kustomization.yaml': overlay(digest('b')),
    });
    await untilApplication(
      current => revision(current) === bad && health(current) === 'Degraded',
    );
    const good = commit({
      'manifests/environments/staging/kustomization.yaml': overlay(digest('a')),
    });

    await untilApplication(
      current =>
        revision(current) === good &&
        phase(current) === 'Succeeded' &&
        health(current) === 'Healthy',
    );
  });

  it('removes what left Git, and puts back what somebody changed by hand', async () => {
    push('a', 'healthy');
    commit({
      ...base,
      'manifests/environments/staging/kustomization.yaml': overlay(digest('a')),
    });
    createApplication();
    await untilApplication(current => phase(current) === 'Succeeded');

    const rollout = cluster.api.get(ROLLOUT, 'shop-staging', 'shop');
    cluster.api.update(ROLLOUT, {
      ...rollout,
      spec: { ...Object(rollout.spec), replicas: 3 },
    });
    await untilApplication(
      () =>
        Object(cluster.api.get(ROLLOUT, 'shop-staging', 'shop').spec)
          .replicas === 1,
    );
    commit({
      'manifests/environments/staging/kustomization.yaml': overlay(undefined),
    });

    await untilApplication(
      () => !cluster.api.find(ROLLOUT, 'shop-staging', 'shop'),
    );
  });

  it('says why a source cannot be rendered, and keeps what runs', async () => {
    commit({ 'README.md': 'nothing here' });
    createApplication('manifests/environments/nowhere');

    const application = await untilApplication(
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
