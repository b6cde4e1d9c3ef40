import { parseArgs } from 'node:util';
import { measureEngine } from '../src/promotions/__testUtils__/measureEngine';
import { measureWriter } from '../src/manifests/__testUtils__/measureWriter';
import { ManifestsMonorepo } from '../src/manifests/__testUtils__/ManifestsMonorepo';

/**
 * How fast promotions reach the manifests repository, beside git's own cost on the same machine in the same run:
 * yarn bench promotions [--files 40000] [--rounds 3]
 */
async function main() {
  const { values } = parseArgs({
    options: {
      files: { type: 'string', default: '40000' },
      rounds: { type: 'string', default: '3' },
    },
  });
  const repository = new ManifestsMonorepo(Number(values.files) / 4);
  try {
    console.log(`${values.files} files, local bare remote, SQLite on disk`);
    for (let round = 0; round < Number(values.rounds); round += 1) {
      for (const measure of [measureWriter, measureEngine]) {
        for (const line of await measure(repository)) {
          console.log(JSON.stringify({ round, ...line }));
        }
      }
    }
  } finally {
    repository.remove();
  }
}

void main();
