import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Cluster } from '../cluster/Cluster';
import { textAt } from '../cluster/json/Json';
import { APPLICATION, POD, REPLICA_SET, ROLLOUT } from '../cluster/knownTypes';
import { createForgeActions } from '../forge/createForgeActions';
import { createForgeServices } from '../forge/createForgeServices';
import { ForgeActions } from '../forge/ForgeActions';
import { ForgeServices } from '../forge/ForgeServices';
import { ImageStore, SandboxImage } from '../images/ImageStore';
import { imageDigestOf } from '../runner/manifests/setImageDigest';
import { SandboxClock } from '../SandboxClock';
import { DocumentStore } from '../storage/DocumentStore';
import { people } from './people';
import { seed, seedServices, seedStateOf } from './Seed';

const run = promisify(execFile);
const FORGE = 'http://localhost:7300';
const NOW = new Date('2026-11-20T12:00:00Z');

describe('seed', () => {
  let folder: string;
  let store: DocumentStore;
  let services: ForgeServices;
  let forge: ForgeActions;
  let images: ImageStore;
  let cluster: Cluster;
  const errors: unknown[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-seed-'));
    store = DocumentStore.open(join(folder, 'documents.sqlite'));
    services = await createForgeServices({
      dataFolder: folder,
      store,
      baseUrl: FORGE,
      users: Object.values(people),
    });
    forge = createForgeActions(services);
    images = new ImageStore(store);
    await seed({
      store,
      forge: services,
      images,
      now: NOW,
      forgeUrl: FORGE,
      metricsUrl: 'http://localhost:7302',
      onError: error => errors.push(error),
      report: message => errors.push(message),
    });
    cluster = Cluster.create({
      store,
      images,
      clock: new SandboxClock({ speed: 1000 }),
    });
  }, 420_000);

  afterAll(async () => {
    cluster.stop();
    store.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function runningIn(service: string, environment: string) {
    const text = await forge.readFile(
      'acme',
      `${service}-manifests`,
      'main',
      `manifests/environments/${environment}/kustomization.yaml`,
    );
    const digest = imageDigestOf(
      text?.toString('utf8') ?? '',
      `ghcr.io/acme/${service}`,
    );
    return images.pull(digest ?? '')?.version;
  }

  it('runs without a mishap and says that it is complete', () => {
    expect(errors).toEqual([]);
    expect(seedStateOf(store)).toBe('complete');
  });

  it('leaves every environment with the release that its last commit names', async () => {
    const state: Record<string, unknown> = {};
    for (const { name } of seedServices) {
      state[name] = [
        await runningIn(name, 'development'),
        await runningIn(name, 'staging'),
        await runningIn(name, 'production'),
      ];
    }
    expect(state).toEqual({
      'checkout-api': ['1.15.1', '1.15.1', '1.14.3'],
      'ledger-api': ['3.22.1', '3.22.1', '3.21.2'],
      'stock-feed': ['0.42.0', '0.42.0', '0.42.0'],
      'notification-hub': ['2.33.1', '2.33.1', '2.33.1'],
    });
  });

  it('leaves the cluster as the deployments left it, at the time when they were', () => {
    const state = cluster.api.objects
      .list(APPLICATION)
      .map(application => [
        application.metadata.name,
        textAt(application, 'status', 'sync', 'status'),
        textAt(application, 'status', 'health', 'status'),
      ]);
    const expected = seedServices.flatMap(({ name }) =>
      ['development', 'production', 'staging'].map(environment => [
        `${name}-${environment}`,
        'Synced',
        name === 'stock-feed' && environment === 'production'
          ? 'Degraded'
          : 'Healthy',
      ]),
    );
    expect(state.sort()).toEqual(expected.sort());
    for (const rollout of cluster.api.objects.list(ROLLOUT)) {
      const created = Date.parse(rollout.metadata.creationTimestamp ?? '');
      expect(created).toBeLessThan(NOW.getTime());
      expect(created).toBeGreaterThan(NOW.getTime() - 45 * 86_400_000);
    }
  });

  it('keeps what ran in production before, each with its time', () => {
    const days = cluster.api.objects
      .list(REPLICA_SET, 'notification-hub-production')
      .map(({ metadata }) => Date.parse(metadata.creationTimestamp ?? ''))
      .sort((a, b) => a - b)
      .map(created => Math.round((NOW.getTime() - created) / 86_400_000));
    expect(days).toEqual([12, 7, 2]);
  });

  it('keeps the release before the crashing one active in production', () => {
    const [old, crashing] = ['0.41.5', '0.42.0'].map(
      version =>
        store
          .collection<SandboxImage>('images')
          .list()
          .find(
            ({ value }) =>
              value.name.endsWith('stock-feed') && value.version === version,
          )?.value.digest ?? '',
    );
    expect(images.behaviourIn(crashing, 'production')?.kind).toBe('crash-loop');
    const pods = cluster.api.objects
      .list(POD, 'stock-feed-production')
      .map(pod => ({ pod, text: JSON.stringify(pod) }));
    // Others, such as those of smoke tests, run other images.
    const serving = pods.filter(({ text }) => text.includes(old));
    expect(
      serving.map(({ pod, text }) => ({
        phase: textAt(pod, 'status', 'phase'),
        waiting: text.includes('CrashLoopBackOff'),
      })),
    ).toEqual(Array(3).fill({ phase: 'Running', waiting: false }));
    expect(pods.some(({ text }) => text.includes(crashing))).toBe(true);
  });

  it('quarantines the newest release of ledger-api', async () => {
    const [newest] = forge
      .listWorkflowRuns('acme', 'ledger-api')
      .filter(each => each.event === 'push');
    expect(newest.conclusion).toBe('failure');
    expect(
      forge
        .listJobs(newest.id)
        .filter(job => job.conclusion === 'failure')
        .map(job => job.name),
    ).toEqual(['Security gate 2']);
  });

  it('dates everything into the six weeks before now', () => {
    for (const { name } of seedServices) {
      const runs = forge.listWorkflowRuns('acme', name);
      expect(runs.length).toBeGreaterThan(6);
      for (const each of runs) {
        const age = NOW.getTime() - Date.parse(each.createdAt);
        expect(age).toBeGreaterThan(0);
        expect(age).toBeLessThan(45 * 86_400_000);
        expect(each.status).toBe('completed');
      }
      // A preview that nobody asked for takes no time.
      for (const each of runs.filter(
        ({ conclusion }) => conclusion !== 'skipped',
      )) {
        expect(Date.parse(each.updatedAt)).toBeGreaterThan(
          Date.parse(each.createdAt),
        );
      }
    }
  });

  it('tells of two incidents and leaves pull requests open', async () => {
    const incidents = seedServices.flatMap(({ name }) =>
      services.issues
        .list('acme', name)
        .filter(issue =>
          services.issues
            .labelsOf('acme', name, issue.number)
            .some(label => label.name === 'incident'),
        ),
    );
    expect(incidents).toHaveLength(2);
    const pulls = await forge.listOpenPullRequests('acme', 'checkout-api');
    expect(pulls.map(pull => pull.title).sort()).toEqual([
      'feat: ask for an invoice address',
      'feat: redeem gift cards',
    ]);
  });

  it('makes repositories that can be cloned, with authors, dates and trailers', async () => {
    const clone = join(folder, 'clone');
    await run('git', [
      'clone',
      '--quiet',
      services.git.repository('acme', 'checkout-api-manifests').folder,
      clone,
    ]);
    const { stdout } = await run('git', [
      '-C',
      clone,
      'log',
      '--format=%an|%s|%(trailers:key=Fairway-Promotion,valueonly,separator=%x2C)',
    ]);
    const log = stdout.trim().split('\n');
    expect(log).toContain(
      'Ben Okonjo|Promote 1.14.3 to production|seed-checkout-api-1.14.3-production-promote',
    );
    expect(log).toContain(
      'Olga Marsh|Roll back production to 1.12.1|seed-checkout-api-1.12.1-production-rollback',
    );
    expect(log).toContain('github-actions[bot]|Deploy 1.15.1 to development|');
    expect(
      await readFile(
        join(clone, 'manifests/environments/production/kustomization.yaml'),
        'utf8',
      ),
    ).toMatch(
      /- \.\.\/\.\.\/base[\s\S]*digest: sha256:[0-9a-f]{64} # 1\.14\.3/,
    );
  });
});
