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

/**
 * Renders and checks the template and prints what is wrong, once for each file and rule:
 * `yarn workspace @fairway/template-checks start [text that the path or the rule holds]`
 */
async function main([filter = '']: string[]): Promise<number> {
  const template = await readTemplate(
    path.join(templates, 'create-service/template.yaml'),
  );
  const combinations = goldenPaths(template.entity);
  const renderer = await TemplateRenderer.start();
  const checks = Checks.create(path.join(templates, 'pins.json'));
  const report = Report.create(template);
  const started = Date.now();
  try {
    for (const parameters of combinations) {
      const files = await renderer.render(template, parameters);
      const findings = await checks.run(files, parameters);
      report.add(
        findings.filter(({ check, path: file, message }) =>
          `${check} ${file}: ${message}`.includes(filter),
        ),
        parameters,
      );
    }
  } finally {
    await Promise.all([renderer.stop(), checks.stop()]);
  }
  console.log(`${report}\n`);
  for (const skipped of checks.skipped) {
    console.log(`Skipped: ${skipped}`);
  }
  const seconds = Math.round((Date.now() - started) / 1000);
  console.log(
    `${combinations.length} combinations, ${checks.all.length} checks, ${report.size} problems, ${seconds} s`,
  );
  return report.size > 0 ? 1 : 0;
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  error => {
    console.error(error);
    process.exit(1);
  },
);
