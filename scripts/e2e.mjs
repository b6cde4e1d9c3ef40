// Runs the end-to-end tests against the production build: sandbox, backend that serves the frontend, real browser.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { ensureDependencies, ensureNode, root } from './bootstrap.mjs';
import { findChromium } from './chromium.mjs';
import { portalEnvironment, sandboxCommand } from './portal.mjs';
import { answers, ProcessGroup, requireFreePorts } from './processes.mjs';
import { unpackProductionBundle } from './productionBundle.mjs';

await ensureNode();
await ensureDependencies();

const folder = path.join(root, '.e2e');
const data = path.join(folder, 'data');
// Away from the ports of 'npm start', so that both can run side by side.
const ports = {
  portal: 7907,
  backend: 7907,
  sandbox: 7910,
  forge: 7910,
  cluster: 7911,
  metrics: 7912,
  control: 7913,
};
const supervisorPort = 7920;
const env = portalEnvironment({ ports, data });

const chromium = await findChromium();
if (!chromium) {
  console.error(
    'No browser found. Install Chromium (Debian: apt-get install chromium; macOS: brew install --cask chromium) or set CHROMIUM_PATH.',
  );
  process.exit(1);
}
await requireFreePorts(
  [
    ports.backend,
    ports.forge,
    ports.cluster,
    ports.metrics,
    ports.control,
    supervisorPort,
  ].map(port => ({ port, use: 'end-to-end tests', variable: 'PORT' })),
);

rmSync(data, { recursive: true, force: true });
mkdirSync(path.join(data, 'backend'), { recursive: true });
const backend = unpackProductionBundle({
  root,
  target: path.join(folder, 'bundle'),
});
const group = new ProcessGroup({ logs: path.join(folder, 'logs') });
const abort = AbortSignal.timeout(180_000);

function startSandbox() {
  group.start(
    'sandbox',
    process.execPath,
    sandboxCommand({
      root,
      ports,
      data: path.join(data, 'sandbox'),
      speed: process.env.E2E_SPEED ?? 20,
    }),
    { cwd: path.join(root, 'packages/sandbox') },
  );
}

let backendStarts = 0;
async function startBackend(signal) {
  backendStarts += 1;
  const config = [
    'app-config.yaml',
    'app-config.sandbox.yaml',
    'packages/app/e2e-tests/app-config.e2e.yaml',
  ];
  group.start(
    `backend-${backendStarts}`,
    process.execPath,
    [backend, ...config.flatMap(file => ['--config', path.join(root, file)])],
    { cwd: path.join(root, 'packages/backend'), env },
  );
  await answers(
    `http://localhost:${ports.backend}/.backstage/health/v1/readiness`,
    { signal },
  );
}

// Lets a test crash and restart the backend.
const supervisor = createServer((request, response) => {
  const actions = {
    '/backend/kill': () => group.kill(`backend-${backendStarts}`),
    '/backend/start': () => startBackend(AbortSignal.timeout(60_000)),
  };
  const action = request.method === 'POST' && actions[request.url];
  if (!action) {
    response.writeHead(404).end();
    return;
  }
  action().then(
    () => response.writeHead(204).end(),
    error => response.writeHead(500).end(error.message),
  );
});

for (const signal of ['SIGINT', 'SIGTERM']) {
  process.once(signal, () => group.stop().then(() => process.exit(1)));
}

let code = 1;
try {
  startSandbox();
  await answers(`http://localhost:${ports.control}/status`, { signal: abort });
  await startBackend(abort);
  supervisor.listen(supervisorPort, '127.0.0.1');
  const playwright = spawn(
    process.execPath,
    [
      path.join(root, 'node_modules/@playwright/test/cli.js'),
      'test',
      ...process.argv.slice(2),
    ],
    {
      cwd: root,
      stdio: 'inherit',
      env: {
        ...process.env,
        CHROMIUM_PATH: chromium,
        E2E_PORTAL_URL: `http://localhost:${ports.portal}`,
        E2E_FORGE_URL: `http://localhost:${ports.forge}`,
        E2E_CLUSTER_URL: `http://localhost:${ports.cluster}`,
        E2E_CONTROL_URL: `http://localhost:${ports.control}`,
        E2E_SUPERVISOR_URL: `http://localhost:${supervisorPort}`,
      },
    },
  );
  [code] = await once(playwright, 'exit');
} catch (error) {
  console.error(
    `The portal did not come up: ${error.message}. See the logs in ${path.join(
      '.e2e',
      'logs',
    )}.`,
  );
} finally {
  supervisor.close();
  await group.stop();
}
process.exit(code ?? 1);
