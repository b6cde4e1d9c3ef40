// npm start: the sandbox, the backend and the frontend, from a bare clone.
import path from 'node:path';
import { ensureDependencies, ensureNode, root } from './bootstrap.mjs';
import { portalEnvironment, readPorts, sandboxCommand } from './portal.mjs';
import { answers, ProcessGroup, requireFreePorts } from './processes.mjs';

await ensureNode();
await ensureDependencies();

const started = Date.now();
const abort = new AbortController();
const group = new ProcessGroup({ logs: path.join(root, '.data/logs') });

let stopping = false;
async function stop(code) {
  if (stopping) {
    return;
  }
  stopping = true;
  abort.abort(new Error('stopped'));
  await group.stop();
  process.exit(code);
}
process.on('SIGINT', () => stop(0));
process.on('SIGTERM', () => stop(0));

function onExit({ name, code, log }) {
  if (!stopping) {
    console.error(
      `The ${name} ended by itself (exit code ${code}). Its output is in ${path.relative(
        process.cwd(),
        log,
      )}`,
    );
    stop(1);
  }
}

function progress(text) {
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(`[${String(seconds).padStart(3)} s] ${text}`);
}

try {
  const ports = readPorts();
  const data = path.join(root, '.data');
  const env = portalEnvironment({ ports, data });
  await requireFreePorts([
    { port: ports.portal, use: 'portal', variable: 'PORT' },
    { port: ports.backend, use: 'backend', variable: 'BACKEND_PORT' },
    { port: ports.forge, use: 'sandbox forge', variable: 'SANDBOX_PORT' },
    { port: ports.cluster, use: 'sandbox cluster', variable: 'SANDBOX_PORT' },
    { port: ports.metrics, use: 'sandbox metrics', variable: 'SANDBOX_PORT' },
    { port: ports.control, use: 'sandbox control', variable: 'SANDBOX_PORT' },
  ]);

  progress('Starting the sandbox (a GitHub, a cluster and an Argo CD) …');
  group.start(
    'sandbox',
    process.execPath,
    sandboxCommand({ root, ports, data: path.join(data, 'sandbox') }),
    { cwd: path.join(root, 'packages/sandbox'), onExit },
  );

  const config = ['app-config.yaml', 'app-config.sandbox.yaml'].flatMap(
    file => ['--config', path.join(root, file)],
  );
  const cli = path.join(root, 'node_modules/@backstage/cli/bin/backstage-cli');
  const startFrontend = () =>
    group.start(
      'frontend',
      process.execPath,
      [cli, 'package', 'start', ...config],
      {
        cwd: path.join(root, 'packages/app'),
        env: { ...env, BROWSER: 'none' },
        onExit,
      },
    );
  startFrontend();

  await answers(`http://localhost:${ports.control}/status`, abort);
  progress('Sandbox is up; starting backend and frontend …');
  group.start(
    'backend',
    process.execPath,
    [cli, 'package', 'start', ...config],
    {
      cwd: path.join(root, 'packages/backend'),
      env: { ...env, NODE_OPTIONS: '--no-warnings' },
      onExit,
    },
  );
  await answers(
    `http://localhost:${ports.backend}/.backstage/health/v1/readiness`,
    abort,
  );
  progress('Backend is up; compiling the frontend …');
  await answers(`http://localhost:${ports.portal}/`, abort);
  progress('Logs are in .data/logs; stop everything with Ctrl-C.');
  console.log(`\nPortal ready: http://localhost:${ports.portal}\n`);
} catch (error) {
  if (!stopping) {
    console.error(error.message);
    await stop(1);
  }
}
