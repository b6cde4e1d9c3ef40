// Runs on any Node from 18 on and depends on nothing: finds or fetches a Node that Backstage supports,
// installs the dependencies when the lock file changed, and hands over.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '..',
);
const supported = new Set(['22', '24']);

const yarnRelease = readdirSync(path.join(root, '.yarn/releases')).find(name =>
  name.endsWith('.cjs'),
);
export const yarnFile = path.join(root, '.yarn/releases', yarnRelease);

/** Runs this script again under a supported Node if this one is not; returns once the Node is right. */
export async function ensureNode() {
  if (supported.has(process.versions.node.split('.')[0])) {
    return;
  }
  const node = findNode();
  const child = spawn(node, process.argv.slice(1), {
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: `${path.dirname(node)}${path.delimiter}${process.env.PATH}`,
    },
  });
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.on(signal, () => child.kill(signal));
  }
  const code = await new Promise(resolve =>
    child.on('exit', (status, signal) => resolve(signal ? 1 : status ?? 1)),
  );
  process.exit(code);
}

function findNode() {
  for (const name of ['node22', 'node24']) {
    const found = spawnSync(name, ['-p', 'process.execPath'], {
      encoding: 'utf8',
    });
    if (found.status === 0) {
      return found.stdout.trim();
    }
  }
  console.log(
    `Node ${process.versions.node} is not supported here; fetching Node 22 from npm …`,
  );
  const fetched = spawnSync(
    'npm',
    [
      'exec',
      '--yes',
      '--package=node@22',
      '--',
      'node',
      '-p',
      'process.execPath',
    ],
    {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      shell: process.platform === 'win32',
    },
  );
  const node = fetched.stdout?.trim().split('\n').pop();
  if (fetched.status !== 0 || !node || !existsSync(node)) {
    console.error(
      'Could not fetch Node 22 from npm. Install Node 22 or 24 yourself and run this again.',
    );
    process.exit(1);
  }
  return node;
}

/** Installs the dependencies if the lock file or a manifest changed since the last install. */
export async function ensureDependencies() {
  const stamp = path.join(root, 'node_modules/.fairway-install');
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) {
    return;
  }
  const started = Date.now();
  console.log('Installing dependencies (about two minutes the first time) …');
  const install = spawn(
    process.execPath,
    [yarnFile, 'install', '--immutable'],
    { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const output = [];
  install.stdout.on('data', chunk => output.push(chunk));
  install.stderr.on('data', chunk => output.push(chunk));
  const progress = setInterval(() => {
    const seconds = Math.round((Date.now() - started) / 1000);
    console.log(`[${String(seconds).padStart(3)} s] still installing …`);
  }, 15_000);
  const code = await new Promise(resolve => install.on('close', resolve));
  clearInterval(progress);
  if (code !== 0) {
    console.error(Buffer.concat(output).toString());
    console.error('Installing the dependencies failed; the reason is above.');
    process.exit(1);
  }
  mkdirSync(path.dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

function fingerprint() {
  const files = ['yarn.lock', '.yarnrc.yml', 'package.json'];
  for (const folder of ['packages', 'plugins']) {
    for (const name of readdirSync(path.join(root, folder)).sort()) {
      const manifest = path.join(folder, name, 'package.json');
      if (existsSync(path.join(root, manifest))) {
        files.push(manifest);
      }
    }
  }
  const hash = createHash('sha256').update(process.versions.modules);
  for (const file of files) {
    hash.update(readFileSync(path.join(root, file)));
  }
  return hash.digest('hex');
}
