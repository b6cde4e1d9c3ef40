// Unpacks the production build of the backend, which serves the frontend, into a folder from which it runs.
import { spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import path from 'node:path';

/** Returns the folder of the unpacked backend package; start it with `node <folder>`. */
export function unpackProductionBundle({ root, target }) {
  const dist = path.join(root, 'packages/backend/dist');
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const archive of ['skeleton.tar.gz', 'bundle.tar.gz']) {
    const file = path.join(dist, archive);
    if (!existsSync(file)) {
      throw new Error(`${file} is missing; run 'yarn build:backend' first`);
    }
    const unpacked = spawnSync('tar', ['xzf', file, '-C', target]);
    if (unpacked.status !== 0) {
      throw new Error(`Could not unpack ${file}: ${unpacked.stderr}`);
    }
  }
  linkWorkspaces(target);
  return path.join(target, 'packages/backend');
}

// A real installation runs Yarn's production install here. The dependencies are those of this checkout already; only
// our own packages must be the built ones.
function linkWorkspaces(target) {
  const modules = path.join(target, 'node_modules');
  for (const folder of ['packages', 'plugins']) {
    for (const name of readdirSync(path.join(target, folder))) {
      const directory = path.join(target, folder, name);
      const manifest = JSON.parse(
        readFileSync(path.join(directory, 'package.json'), 'utf8'),
      );
      const link = path.join(modules, manifest.name);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(directory, link, 'junction');
    }
  }
}
