import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { createForgeActions } from '../forge/createForgeActions';
import { createForgeServices } from '../forge/createForgeServices';
import { ForgeActions } from '../forge/ForgeActions';
import { ForgeServices } from '../forge/ForgeServices';
import { ImageStore } from '../images/ImageStore';
import { imageDigestOf } from '../runner/manifests/setImageDigest';
import { WorkflowRunner } from '../runner/WorkflowRunner';
import { SandboxClock } from '../SandboxClock';
import { DocumentStore } from '../storage/DocumentStore';
import { people } from './people';
import { seed, seedServices, seedStateOf } from './Seed';

const run = promisify(execFile);
const NOW = new Date('2026-11-20T12:00:00Z');

describe('seed', () => {
  let folder: string;
  let store: DocumentStore;
  let services: ForgeServices;
  let forge: ForgeActions;
  let images: ImageStore;
  let runner: WorkflowRunner;
  const deployed: string[] = [];
  const errors: unknown[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-seed-'));
    store = DocumentStore.open(join(folder, 'documents.sqlite'));
    services = await createForgeServices({
      dataFolder: folder,
      store,
      baseUrl: 'http://localhost:7300',
      users: Object.values(people),
    });
    forge = createForgeActions(services);
    images = new ImageStore(store);
    runner = WorkflowRunner.create({
      store,
      forge,
      images,
      clock: new SandboxClock({ speed: 1000 }),
      onError: error => errors.push(error),
    });
    await seed({
      store,
      forge,
      git: services.git,
      issues: services.issues,
      runner,
      cluster: {
        deploy: async application => {
          deployed.push(application.metadata.name);
        },
      },
      now: NOW,
      forgeUrl: 'http://localhost:7300',
      metricsUrl: 'http://localhost:7302',
    });
  }, 60_000);

  afterAll(async () => {
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

  it('lets the old release of stock-feed run before the one that crashes', () => {
    const times = deployed.filter(name => name === 'stock-feed-production');
    expect(times).toHaveLength(2);
    expect(new Set(deployed).size).toBe(12);
    const newest = runner.releases.newest('acme/stock-feed');
    expect(images.behaviourIn(newest?.digest ?? '', 'production')?.kind).toBe(
      'crash-loop',
    );
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
