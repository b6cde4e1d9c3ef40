import { objectAt, objectsAt, textAt } from '../cluster/json/Json';
import {
  ANALYSIS_RUN,
  APPLICATION,
  DEPLOYMENT,
  EXTERNAL_SECRET,
  HTTP_ROUTE,
  JOB,
  NAMESPACE,
  POD,
  ROLLOUT,
  SERVICE,
} from '../cluster/knownTypes';
import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { createAnswers } from '../seed/template/createAnswers';
import { renderService } from '../seed/template/renderService';
import {
  digest,
  GitOpsFixture,
  healthOf,
  IMAGE,
  phaseOf,
} from './__testUtils__/GitOpsFixture';

jest.setTimeout(120_000);

const NAME = 'shop-staging';
const OVERLAY = 'manifests/environments/staging/kustomization.yaml';

describe('the manifests that the wizard makes', () => {
  let fixture: GitOpsFixture;
  let files: Record<string, string>;

  beforeEach(() => {
    // Slow enough that a busy machine meets the deadlines of the manifests.
    fixture = new GitOpsFixture({ speed: 60 });
  });

  afterEach(async () => {
    await fixture.stop();
    expect(fixture.reports).toEqual([]);
  });

  /** Commits the manifests without a release and registers what Argo CD shall apply. */
  async function create(choices: Record<string, string>): Promise<void> {
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
        choices,
      }),
    );
    files = manifests;
    fixture.commit(files);
    const texts = ['project', 'applications'].map(name =>
      files[`argocd/${name}.yaml`].replaceAll(
        /http:\S+\/shop-manifests\.git/g,
        fixture.repoUrl,
      ),
    );
    fixture.register(...texts);
    await fixture.untilApplication(
      application => phaseOf(application) === 'Succeeded',
    );
  }

  function release(letter: string): void {
    fixture.commit({
      [OVERLAY]: files[OVERLAY].replace(
        'resources: []',
        'resources: [../../base]',
      ).replace(
        /^( +- name: ghcr\.io\/acme\/shop\n)/m,
        `$1    digest: ${digest(letter)}\n`,
      ),
    });
  }

  const runsRelease = (letter: string) => (application: KubernetesObject) =>
    phaseOf(application) === 'Succeeded' &&
    healthOf(application) === 'Healthy' &&
    JSON.stringify(application.status).includes(`${IMAGE}@${digest(letter)}`);

  function imagesServed(): string[] {
    const { api } = fixture.cluster;
    const selector = Object.entries(
      objectAt(api.get(SERVICE, NAME, 'shop'), 'spec', 'selector'),
    );
    const pods = api.objects
      .list(POD, NAME)
      .filter(({ metadata }) =>
        selector.every(([label, value]) => metadata.labels?.[label] === value),
      );
    return [
      ...new Set(
        pods.flatMap(pod =>
          objectsAt(pod, 'spec', 'containers').map(
            container => textAt(container, 'image') ?? '',
          ),
        ),
      ),
    ];
  }

  it.each(['blue-green', 'canary', 'rolling'])(
    'run: %s, from nothing to a tested release with its route and its secret',
    async strategy => {
      await create({ strategy });
      const { api } = fixture.cluster;
      expect(api.objects.list(POD, NAME)).toEqual([]);

      fixture.push('a', 'healthy');
      release('a');
      const application = await fixture.untilApplication(runsRelease('a'));

      expect(textAt(application, 'status', 'sync', 'status')).toBe('Synced');
      expect(objectsAt(application, 'status', 'conditions')).toEqual([]);
      const type = strategy === 'rolling' ? DEPLOYMENT : ROLLOUT;
      expect(api.get(type, NAME, 'shop')).toMatchObject({
        status: { readyReplicas: 2 },
      });
      expect(api.get(JOB, NAME, 'smoke-test')).toMatchObject({
        status: { succeeded: 1 },
      });
      expect(api.get(EXTERNAL_SECRET, NAME, 'shop')).toMatchObject({
        status: { conditions: [{ type: 'Ready', status: 'True' }] },
      });
      expect(api.get(HTTP_ROUTE, NAME, 'shop')).toMatchObject({
        spec: { hostnames: ['shop.staging.acme.example'] },
        status: { parents: [{ conditions: [{}, { status: 'True' }] }] },
      });
      expect(api.get(NAMESPACE, undefined, NAME).metadata.labels).toMatchObject(
        { 'pod-security.kubernetes.io/enforce': 'restricted' },
      );
    },
  );

  it('scale production to what its autoscaler wants, and stay in sync', async () => {
    await create({ strategy: 'blue-green' });
    const path = OVERLAY.replace('staging', 'production');
    fixture.push('a', 'healthy');
    fixture.commit({
      [path]: files[path]
        .replace('resources: []', 'resources: [../../base]')
        .replace(
          /^( +- name: ghcr\.io\/acme\/shop\n)/m,
          `$1    digest: ${digest('a')}\n`,
        ),
    });

    const application = await fixture.untilApplication(
      runsRelease('a'),
      'shop-production',
    );

    expect(textAt(application, 'status', 'sync', 'status')).toBe('Synced');
    expect(
      fixture.cluster.api.get(ROLLOUT, 'shop-production', 'shop'),
    ).toMatchObject({ spec: { replicas: 3 }, status: { readyReplicas: 3 } });
  });

  it.each(['blue-green', 'canary'])(
    'let Prometheus stop a bad release, while the old one serves: %s',
    async strategy => {
      await create({ strategy });
      fixture.push('a', 'healthy');
      release('a');
      await fixture.untilApplication(runsRelease('a'));

      fixture.push('b', 'high-error-rate');
      release('b');
      await fixture.untilApplication(
        application => healthOf(application) === 'Degraded',
      );

      const runs = fixture.cluster.api.objects.list(ANALYSIS_RUN, NAME);
      expect(runs.map(run => textAt(run, 'status', 'phase'))).toEqual([
        'Failed',
      ]);
      const [{ status }] = runs;
      expect(
        objectsAt(status, 'metricResults').map(metric => [
          metric.name,
          metric.error,
        ]),
      ).toEqual([
        ...(strategy === 'blue-green' ? [['requests', 0]] : []),
        ['error-rate', 0],
        ['p95-seconds', 0],
        ['memory-share', 0],
      ]);
      await fixture.until(
        () => imagesServed().join() === `${IMAGE}@${digest('a')}`,
      );
    },
  );

  it.each(['blue-green', 'canary'])(
    'let a good release pass all its analyses: %s',
    async strategy => {
      await create({ strategy });
      fixture.push('a', 'healthy');
      release('a');
      await fixture.untilApplication(runsRelease('a'));

      fixture.push('b', 'healthy');
      release('b');
      await fixture.untilApplication(runsRelease('b'));

      const runs = fixture.cluster.api.objects.list(ANALYSIS_RUN, NAME);
      expect(runs.map(run => textAt(run, 'status', 'phase'))).toEqual([
        'Successful',
        'Successful',
      ]);
      expect(imagesServed()).toEqual([`${IMAGE}@${digest('b')}`]);
    },
  );

  it('preview a pull request with a label, and leave nothing when it goes', async () => {
    await create({});
    const { api } = fixture.cluster;
    const commit = '7'.repeat(40);
    fixture.pushPreview(commit);
    fixture.pullRequests.push({
      number: 7,
      title: 'Sell more',
      author: 'ada',
      headBranch: 'more',
      headSha: commit,
      baseBranch: 'main',
      labels: ['preview'],
    });
    fixture.register(
      files['argocd/previews.yaml'].replaceAll(
        /http:\S+\/shop-manifests\.git/g,
        fixture.repoUrl,
      ),
    );

    await fixture.previews.reconcileAll();
    await fixture.untilApplication(
      application => healthOf(application) === 'Healthy',
      'shop-preview-7',
    );

    expect(api.get(HTTP_ROUTE, 'shop-preview-7', 'shop')).toMatchObject({
      spec: { hostnames: ['preview-7.shop.acme.example'] },
    });
    expect(
      textAt(
        objectsAt(
          api.get(ROLLOUT, 'shop-preview-7', 'shop'),
          ...['spec', 'template', 'spec', 'containers'],
        )[0],
        'image',
      ),
    ).toBe(`${IMAGE}-preview:pr-7-${commit}`);

    fixture.pullRequests[0].labels = [];
    await fixture.previews.reconcileAll();
    await fixture.until(
      () =>
        !api.find(NAMESPACE, undefined, 'shop-preview-7') &&
        !api.find(APPLICATION, 'argocd', 'shop-preview-7'),
    );
  });
});
