import { execFile } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { z } from 'zod';
import { SandboxOptions } from './options';
import { Sandbox } from './Sandbox';

const run = promisify(execFile);

const runsSchema = z.object({
  total_count: z.number(),
  workflow_runs: z.array(
    z.object({
      id: z.number(),
      head_sha: z.string(),
      status: z.string(),
      conclusion: z.string().nullable(),
    }),
  ),
});

const statusSchema = z.object({ pushes: z.object({ waiting: z.number() }) });

const applicationSchema = z.object({
  status: z.object({
    sync: z.object({ status: z.string(), revision: z.string() }),
    health: z.object({ status: z.string() }),
  }),
});

describe('Sandbox', () => {
  let folder: string;
  let options: SandboxOptions;
  let sandbox: Sandbox;
  const reports: string[] = [];

  const start = () => Sandbox.start(options, message => reports.push(message));

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sandbox-'));
    options = {
      dataFolder: join(folder, 'data'),
      reset: false,
      seed: true,
      // Fixed, as URLs in the data name the ports, and below the ports that systems hand out.
      portBase: randomInt(20_000, 32_000),
      speed: 100,
      // Nobody listens there: what the portal misses, it repairs by polling.
      webhook: { url: 'http://127.0.0.1:9/', secret: 'secret' },
    };
    sandbox = await start();
  }, 420_000);

  afterAll(async () => {
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function api(path: string): Promise<unknown> {
    const response = await fetch(
      `${sandbox.listeners.forge.url}/api/v3${path}`,
      { headers: { Authorization: 'token sandbox-token' } },
    );
    expect(response.status).toBe(200);
    return response.json();
  }

  async function runs(service: string) {
    return runsSchema.parse(
      await api(`/repos/acme/${service}/actions/runs?per_page=100`),
    );
  }

  async function application(name: string) {
    const response = await fetch(
      `${sandbox.listeners.cluster.url}/apis/argoproj.io/v1alpha1/namespaces/argocd/applications/${name}`,
    );
    return applicationSchema.parse(await response.json()).status;
  }

  async function waitFor(what: () => Promise<boolean>): Promise<void> {
    const deadline = Date.now() + 200_000;
    while (!(await what())) {
      if (Date.now() > deadline) {
        throw new Error('The condition did not come true within 200 s');
      }
      await new Promise(resolve => setTimeout(resolve, 50));
    }
  }

  it('shows the seeded services over its APIs', async () => {
    expect((await runs('checkout-api')).total_count).toBeGreaterThan(10);
    expect(await application('checkout-api-production')).toMatchObject({
      health: { status: 'Healthy' },
    });
    expect(await application('stock-feed-production')).toMatchObject({
      health: { status: 'Degraded' },
    });
  });

  it('takes a git push through the pipeline into the cluster', async () => {
    const clone = join(folder, 'clone');
    const url = new URL(
      `${sandbox.listeners.forge.url}/acme/notification-hub.git`,
    );
    url.username = 'ada';
    url.password = 'sandbox-token';
    await run('git', ['clone', '--quiet', url.href, clone]);
    const file = join(clone, 'README.md');
    await writeFile(file, `${await readFile(file, 'utf8')}\nNew.\n`);
    await run('git', [
      ...[
        '-C',
        clone,
        '-c',
        'user.name=Ada',
        '-c',
        'user.email=a@acme.example',
      ],
      ...['commit', '--quiet', '--all', '--message', 'fix: say more'],
    ]);
    await run('git', ['-C', clone, 'push', '--quiet', 'origin', 'main']);
    const { stdout } = await run('git', ['-C', clone, 'rev-parse', 'HEAD']);

    await waitFor(async () => {
      const [newest] = (await runs('notification-hub')).workflow_runs;
      return (
        newest.head_sha === stdout.trim() && newest.conclusion === 'success'
      );
    });
    const manifests = await sandbox.forge.actions.resolve(
      'acme',
      'notification-hub-manifests',
      'main',
    );
    await waitFor(async () => {
      const { sync, health } = await application(
        'notification-hub-development',
      );
      return (
        sync.revision === manifests &&
        sync.status === 'Synced' &&
        health.status === 'Healthy'
      );
    });
    expect(await runs('notification-hub')).toMatchObject({
      workflow_runs: expect.arrayContaining([
        expect.objectContaining({ head_sha: stdout.trim() }),
      ]),
    });
  }, 420_000);

  it('holds back the answer of a push that has happened', async () => {
    const control = sandbox.listeners.control.url;
    const clone = join(folder, 'clone');
    await fetch(`${control}/pushes/hold`, { method: 'POST' });
    let answered = false;
    const push = run('git', [
      ...['-C', clone, 'push', '--quiet', 'origin', 'HEAD:refs/heads/held'],
    ]).then(() => {
      answered = true;
    });
    await waitFor(async () => {
      const status = await fetch(`${control}/status`);
      return statusSchema.parse(await status.json()).pushes.waiting === 1;
    });

    const { stdout } = await run('git', ['-C', clone, 'ls-remote', 'origin']);
    expect(stdout).toContain('refs/heads/held');
    expect(answered).toBe(false);
    await fetch(`${control}/pushes/release`, { method: 'POST' });
    await push;
  });

  it('takes the cluster away and brings it back', async () => {
    const control = sandbox.listeners.control.url;
    await fetch(`${control}/cluster/stop`, { method: 'POST' });
    await expect(application('stock-feed-staging')).rejects.toThrow();
    await runs('stock-feed');
    await fetch(`${control}/cluster/start`, { method: 'POST' });
    expect((await application('stock-feed-staging')).health.status).toBe(
      'Healthy',
    );
  });

  it('finds everything again at the second start, and seeds nothing twice', async () => {
    const before = await runs('checkout-api');
    await sandbox.stop();
    sandbox = await start();
    expect((await runs('checkout-api')).workflow_runs).toEqual(
      before.workflow_runs,
    );
    await waitFor(
      async () =>
        (await application('stock-feed-production')).health.status ===
        'Degraded',
    );
  }, 60_000);

  it('says which port is taken, and how to choose others', async () => {
    await expect(
      Sandbox.start(
        { ...options, dataFolder: join(folder, 'other') },
        () => {},
      ),
    ).rejects.toThrow(
      /Port \d+ \(forge\) is taken; .*--port-base <number> or FAIRWAY_SANDBOX_PORT_BASE/,
    );
  });
});
