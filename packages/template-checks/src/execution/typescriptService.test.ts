import { resolvePackagePath } from '@backstage/backend-plugin-api';
import path from 'node:path';
import { z } from 'zod';
import { coverPairs } from '../combinations/coverPairs';
import { ParameterSpace } from '../combinations/ParameterSpace';
import { SAMPLES } from '../combinations/samples';
import { Files } from '../Files';
import { readTemplate } from '../rendering/readTemplate';
import { TemplateRenderer } from '../rendering/TemplateRenderer';
import { Checkout } from './Checkout';

const TEMPLATE = path.join(
  resolvePackagePath('@fairway/template-checks'),
  '../../templates/create-service/template.yaml',
);

const lockFile = z.object({
  packages: z.record(
    z.string(),
    z.object({ resolved: z.string(), integrity: z.string() }).partial(),
  ),
});

// Its tools are downloaded, and start processes of their own.
jest.setTimeout(600_000);

describe('the TypeScript service', () => {
  let files: Files;
  let checkout: Checkout;

  beforeAll(async () => {
    files = await renderService();
    checkout = await Checkout.create(files, 'service');
    await checkout.run('npm ci --ignore-scripts --prefer-offline --no-audit');
  });

  afterAll(() => checkout?.remove());

  it('installs nothing but what the lock file names, from the public registry', () => {
    const text = files.get('service/package-lock.json') ?? '{}';
    const { packages } = lockFile.parse(JSON.parse(text));
    const strange = Object.entries(packages).filter(
      ([folder, { resolved, integrity }]) =>
        folder !== '' &&
        !(
          resolved?.startsWith('https://registry.npmjs.org/') &&
          integrity?.startsWith('sha512-')
        ),
    );
    expect(strange).toEqual([]);
  });

  it.each(['lint', 'format', 'types'])('passes npm run %s', async script => {
    await expect(checkout.run(`npm run ${script}`)).resolves.toContain(script);
  });

  it('passes its tests, and covers at least 90 % of its code', async () => {
    const output = await checkout.run('npm test');
    expect(output).toContain('JUNIT report written');
  });

  it('describes its API as it is', async () => {
    const file = 'openapi/openapi.json';
    await checkout.run('npm run openapi');
    expect(await checkout.read(file)).toBe(files.get(`service/${file}`));
  });

  it('starts after it is built, and says what is wrong with its settings', async () => {
    await checkout.run('npm run build');
    await expect(checkout.run('npm start', { PORT: 'http' })).rejects.toThrow(
      'PORT must be a port',
    );
  });

  it.each([
    ['lint', 'export let name = 5;\n', 'useConst'],
    ['format', 'export  const  name = 5;\n', 'Formatter would have printed'],
    ['types', "export const name: number = 'five';\n", 'TS2322'],
  ])('npm run %s sees a defect', async (script, content, finding) => {
    await checkout.write('src/defect.ts', content);
    try {
      await expect(checkout.run(`npm run ${script}`)).rejects.toThrow(finding);
    } finally {
      await checkout.delete('src/defect.ts');
    }
  });

  it('does not pass with half of its tests', async () => {
    await expect(
      checkout.run('npm test -- tests/unit/settings'),
    ).rejects.toThrow('does not meet global threshold (90%)');
  });
});

/** The hardest name and description that people may type. */
async function renderService(): Promise<Files> {
  const template = await readTemplate(TEMPLATE);
  const [defaults] = coverPairs(ParameterSpace.of(template.entity));
  const renderer = await TemplateRenderer.start();
  try {
    return await renderer.render(template, {
      ...defaults,
      language: 'typescript',
      name: SAMPLES.name.at(-1),
      description: SAMPLES.description.at(-1),
    });
  } finally {
    await renderer.stop();
  }
}
