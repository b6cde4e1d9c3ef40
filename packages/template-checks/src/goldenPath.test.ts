import { resolvePackagePath } from '@backstage/backend-plugin-api';
import path from 'node:path';
import { Checks } from './checks/Checks';
import { goldenPaths } from './combinations/goldenPaths';
import { Parameters, ParameterSpace } from './combinations/ParameterSpace';
import { GoldenPathPage } from './documentation/GoldenPathPage';
import { Files } from './Files';
import { readTemplate, Template } from './rendering/readTemplate';
import { TemplateRenderer } from './rendering/TemplateRenderer';
import { Report } from './Report';

const root = path.join(resolvePackagePath('@fairway/template-checks'), '../..');
const FREE_TEXT = ['name', 'owner', 'description', 'system', 'pipeline'];

// All combinations are rendered, and CI machines are slow.
jest.setTimeout(1_800_000);

describe('the golden path', () => {
  const page = GoldenPathPage.read(path.join(root, 'docs/golden-path.md'));
  const checks = Checks.create(path.join(root, 'templates/pins.json'));
  const entries = new Set<string>();
  let template: Template;
  let combinations: Parameters[];
  let report: Report;

  beforeAll(async () => {
    template = await readTemplate(
      path.join(root, 'templates/create-service/template.yaml'),
    );
    report = Report.create(template);
    combinations = goldenPaths(template.entity);
    const renderer = await TemplateRenderer.start();
    try {
      for (const parameters of combinations) {
        const files = await renderer.render(template, parameters);
        report.add(await checks.run(files, parameters), parameters);
        topOf(files).forEach(entry => entries.add(entry));
      }
    } finally {
      await Promise.all([renderer.stop(), checks.stop()]);
    }
    const lines = [
      `Golden path: ${combinations.length} combinations, ${checks.all.length} checks`,
      ...checks.skipped.map(skipped => `Golden path: ${skipped}`),
    ];
    process.stdout.write(`${lines.join('\n')}\n`);
  });

  it('is clean for every check, whatever is chosen', () => {
    expect(report.toString()).toBe('');
  });

  it.each([
    ['Service', 'service/'],
    ['Manifests', 'manifests/'],
  ] as const)('has the tree of its page: %s', (title, folder) => {
    const made = [...entries]
      .filter(entry => entry.startsWith(folder))
      .map(entry => entry.slice(folder.length));
    expect(page.entriesOf(title)).toEqual(made.sort());
  });

  it('has the checks of its page', () => {
    expect(page.checks.sort()).toEqual(
      checks.all.map(({ name }) => name).sort(),
    );
  });

  it('tries every choice of its page three times at least', () => {
    const space = ParameterSpace.of(template.entity);
    const choices = space.names
      .filter(name => !FREE_TEXT.includes(name))
      .flatMap(name =>
        space.allChoices(name).map(choice => ({
          choice,
          times: combinations.filter(made => made[name] === choice).length,
        })),
      )
      .filter(({ choice }) => typeof choice === 'string');
    expect(choices.length).toBeGreaterThan(0);
    expect(choices.filter(({ times }) => times < 3)).toEqual([]);
    expect(
      choices.filter(({ choice }) => !page.text.includes(`\`${choice}\``)),
    ).toEqual([]);
  });
});

/** The files and folders at the top of each repository. */
function topOf(files: Files): string[] {
  return [...files.keys()].map(file => {
    const [repository, name, ...rest] = file.split('/');
    return `${repository}/${name}${rest.length > 0 ? '/' : ''}`;
  });
}
