import { resolvePackagePath } from '@backstage/backend-plugin-api';
import path from 'node:path';
import { Checks } from './checks/Checks';
import { goldenPaths } from './combinations/goldenPaths';
import { readTemplate } from './rendering/readTemplate';
import { TemplateRenderer } from './rendering/TemplateRenderer';
import { Report } from './Report';

const templates = path.join(
  resolvePackagePath('@fairway/template-checks'),
  '../../templates',
);

// All combinations are rendered, and CI machines are slow.
jest.setTimeout(1_800_000);

describe('the golden path', () => {
  it('is clean for every check, whatever is chosen', async () => {
    const template = await readTemplate(
      path.join(templates, 'create-service/template.yaml'),
    );
    const combinations = goldenPaths(template.entity);
    const checks = Checks.create(path.join(templates, 'pins.json'));
    const renderer = await TemplateRenderer.start();
    const report = Report.create(template);
    try {
      for (const parameters of combinations) {
        const files = await renderer.render(template, parameters);
        report.add(await checks.run(files, parameters), parameters);
      }
    } finally {
      await Promise.all([renderer.stop(), checks.stop()]);
    }

    process.stdout.write(
      `${[
        ...checks.skipped.map(skipped => `Skipped: ${skipped}`),
        `Golden path: ${combinations.length} combinations, ${checks.all.length} checks`,
      ].join('\n')}\n`,
    );
    expect(report.toString()).toBe('');
  });
});
