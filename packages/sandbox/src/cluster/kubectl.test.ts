import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ClusterFixture } from './__testUtils__/ClusterFixture';

const run = promisify(execFile);
const KUBECTL = '/usr/bin/kubectl';

/** Skipped, and shown so, where there is no kubectl. */
const describeWithKubectl = existsSync(KUBECTL) ? describe : describe.skip;

const MANIFEST = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  replicas: 2
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: 'docker.io/library/nginx:1.27' }] }
---
apiVersion: argoproj.io/v1alpha1
kind: AnalysisTemplate
metadata: { name: errors, namespace: shop }
spec: { metrics: [] }
`;

jest.setTimeout(60_000);

describeWithKubectl('kubectl', () => {
  let fixture: ClusterFixture;

  beforeAll(async () => {
    fixture = await ClusterFixture.start();
  });

  afterAll(async () => {
    await fixture.stop();
  });

  async function kubectl(args: string, input?: string): Promise<string> {
    const child = run(
      KUBECTL,
      [
        `--server=${fixture.url}`,
        `--cache-dir=${join(fixture.folder, 'kubectl')}`,
        ...args.split(' '),
      ],
      { env: { HOME: fixture.folder, KUBECONFIG: '/dev/null' } },
    );
    child.child.stdin?.end(input);
    const { stdout } = await child;
    return stdout.trim();
  }

  it('applies, client side and server side, and says what did not change', async () => {
    expect(await kubectl('apply -f -', MANIFEST)).toBe(
      [
        'namespace/shop created',
        'deployment.apps/web created',
        'analysistemplate.argoproj.io/errors created',
      ].join('\n'),
    );
    expect(await kubectl('apply -f -', MANIFEST)).toContain(
      'deployment.apps/web unchanged',
    );
    expect(await kubectl('apply --server-side -f -', MANIFEST)).toContain(
      'deployment.apps/web serverside-applied',
    );
  });

  it('waits for a rollout, scales, and prints a table', async () => {
    await kubectl('rollout status deployment/web -n shop --timeout=20s');
    await kubectl('scale deployment/web -n shop --replicas=3');
    await kubectl('rollout status deployment/web -n shop --timeout=20s');

    expect(await kubectl('get deployments -n shop --no-headers')).toMatch(
      /^web\s+3\/3\s+3\s+3\s+\d+s$/,
    );
    expect(await kubectl('logs deployment/web -n shop --tail=1')).toContain(
      'listening on port 8080',
    );
    expect(await kubectl('describe pods -n shop')).toContain(
      'Successfully assigned shop/web',
    );
  });

  it('patches, labels, and deletes', async () => {
    expect(
      await kubectl('label namespace shop fairway.dev/environment=production'),
    ).toBe('namespace/shop labeled');
    await kubectl('set image deployment/web app=nginx:2 -n shop');
    expect(
      await kubectl(
        'get deployment web -n shop -o jsonpath={.spec.template.spec.containers[*].image}',
      ),
    ).toBe('nginx:2');
    await kubectl('delete deployment web -n shop --cascade=foreground');
    await expect(kubectl('get deployment web -n shop')).rejects.toMatchObject({
      stderr: expect.stringContaining('deployments.apps "web" not found'),
    });
  });
});
