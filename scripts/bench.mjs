// yarn bench <name> [--option value …]: runs a measurement of a plugin, such as plugins/delivery-backend/bench/promotions.ts.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './bootstrap.mjs';

const [name, ...options] = process.argv.slice(2);
const benches = new Map(
  readdirSync(path.join(root, 'plugins'))
    .map(plugin => path.join(root, 'plugins', plugin, 'bench'))
    .flatMap(filesOf)
    .map(file => [path.basename(file, '.ts'), file]),
);
const file = benches.get(name);
if (!file) {
  console.error(
    `There is no measurement '${name ?? ''}'; there are: ${[
      ...benches.keys(),
    ].join(', ')}`,
  );
  process.exit(1);
}
const transform = path.join(
  root,
  'node_modules/@backstage/cli/config/nodeTransform.cjs',
);
const child = spawn(
  process.execPath,
  ['--require', transform, file, ...options],
  { stdio: 'inherit' },
);
const [code] = await once(child, 'exit');
process.exitCode = code ?? 1;

function filesOf(folder) {
  try {
    return readdirSync(folder)
      .filter(entry => entry.endsWith('.ts'))
      .map(entry => path.join(folder, entry));
  } catch {
    return [];
  }
}
