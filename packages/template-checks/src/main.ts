import { resolvePackagePath } from '@backstage/backend-plugin-api';
import path from 'node:path';
import { Checks, Finding } from './checks/Checks';
import { coverPairs } from './combinations/coverPairs';
import { ParameterSpace } from './combinations/ParameterSpace';
import { composeParts } from './rendering/composeParts';
import { originOf } from './rendering/originOf';
import { readTemplate } from './rendering/readTemplate';
import { TemplateRenderer } from './rendering/TemplateRenderer';

type Found = Finding & { origin: string; times: number };

const templates = path.join(
  resolvePackagePath('@fairway/template-checks'),
  '../../templates',
);

/**
 * Renders and checks a template and prints what is wrong, once for each file and rule:
 * `yarn workspace @fairway/template-checks start [--parts] [text that the path or the rule holds]`
 */
async function main(args: string[]): Promise<number> {
  const isDraft = args.includes('--parts');
  const filter = args.find(arg => !arg.startsWith('--')) ?? '';
  const written = await readTemplate(
    path.join(templates, 'create-service/template.yaml'),
  );
  const template = isDraft ? composeParts(written) : written;
  const combinations = coverPairs(ParameterSpace.of(template.entity));
  const renderer = await TemplateRenderer.start();
  const checks = Checks.create(path.join(templates, 'pins.json'));
  const found = new Map<string, Found>();
  const started = Date.now();
  let renderingTime = 0;
  try {
    for (const parameters of combinations) {
      const before = Date.now();
      const files = await renderer.render(template, parameters);
      renderingTime += Date.now() - before;
      for (const finding of await checks.run(files, parameters)) {
        const key = `${finding.path}: ${finding.message}`;
        if (`${finding.check} ${key}`.includes(filter)) {
          const times = (found.get(key)?.times ?? 0) + 1;
          const origin = originOf(finding.path, template, parameters);
          found.set(key, { ...finding, origin: origin ?? 'no folder', times });
        }
      }
    }
  } finally {
    await Promise.all([renderer.stop(), checks.stop()]);
  }
  const list = [...found.values()].sort(
    (a, b) => a.origin.localeCompare(b.origin) || a.path.localeCompare(b.path),
  );
  list.forEach(({ origin, path: file, message, check, times }, index) => {
    if (origin !== list[index - 1]?.origin) {
      console.log(`\n${origin}`);
    }
    console.log(`  ${file}: ${message}`);
    console.log(`      ${check}; ${times} of ${combinations.length}`);
  });
  console.log('');
  for (const skipped of checks.skipped) {
    console.log(`Skipped: ${skipped}`);
  }
  console.log(
    `${combinations.length} combinations, ${found.size} problems; ${Math.round(
      renderingTime / combinations.length,
    )} ms to render one, ${Math.round((Date.now() - started) / 1000)} s in all`,
  );
  return found.size > 0 ? 1 : 0;
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  error => {
    console.error(error);
    process.exit(1);
  },
);
