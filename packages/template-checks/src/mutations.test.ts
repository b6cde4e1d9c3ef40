import { resolvePackagePath } from '@backstage/backend-plugin-api';
import path from 'node:path';
import { promtool, promtoolProgram } from './checks/promtool';
import { Checks } from './checks/Checks';
import { shellcheckProgram, shellScripts } from './checks/shellScripts';
import { goldenPaths } from './combinations/goldenPaths';
import { Parameters } from './combinations/ParameterSpace';
import { Files } from './Files';
import { GITHUB_PIPELINES } from './mutations/githubPipelines';
import { MANIFESTS } from './mutations/manifests';
import { mutate, Mutation, SUBJECTS } from './mutations/Mutation';
import { OTHER_PIPELINES } from './mutations/otherPipelines';
import { REPOSITORIES } from './mutations/repositories';
import { readTemplate } from './rendering/readTemplate';
import { TemplateRenderer } from './rendering/TemplateRenderer';

// Machines of a CI system are slow, and many templates are rendered.
jest.setTimeout(300_000);

const templates = path.join(
  resolvePackagePath('@fairway/template-checks'),
  '../../templates',
);
const MUTATIONS = {
  ...REPOSITORIES,
  ...GITHUB_PIPELINES,
  ...OTHER_PIPELINES,
  ...MANIFESTS,
};
/** What this machine has no program for; CI has them. */
const withoutProgram = new Set([
  ...(shellcheckProgram ? [] : [shellScripts.name]),
  ...(promtoolProgram ? [] : [promtool.name]),
]);
const checks = Checks.create(path.join(templates, 'pins.json'));

type Rendering = { files: Files; parameters: Parameters };

describe('the checks', () => {
  const renderings = new Map<string, Rendering>();

  beforeAll(async () => {
    const template = await readTemplate(
      path.join(templates, 'create-service/template.yaml'),
    );
    const [defaults] = goldenPaths(template.entity);
    const renderer = await TemplateRenderer.start();
    try {
      for (const [subject, choices] of Object.entries(SUBJECTS)) {
        const parameters = { ...defaults, ...choices };
        const files = await renderer.render(template, parameters);
        renderings.set(subject, { files, parameters });
      }
    } finally {
      await renderer.stop();
    }
  });

  afterAll(() => checks.stop());

  it('are seen to fail, every one of them', () => {
    expect(Object.keys(MUTATIONS).sort()).toEqual(
      checks.all.map(({ name }) => name).sort(),
    );
  });

  for (const [name, mutations] of Object.entries(MUTATIONS)) {
    const describeCheck = withoutProgram.has(name) ? describe.skip : describe;

    describeCheck(name, () => {
      it.each(mutations.map(each => [each.finds, each.file, each] as const))(
        'finds "%s" in %s',
        async (finds, _file, mutation) => {
          await expect(run(name, mutation.subject)).resolves.toEqual([]);
          const problems = await run(name, mutation.subject, mutation);
          expect(problems.map(({ message }) => message).join('\n')).toContain(
            finds,
          );
        },
      );
    });
  }

  async function run(name: string, subject: string, mutation?: Mutation) {
    const rendering = renderings.get(subject);
    const check = checks.all.find(each => each.name === name);
    if (!rendering || !check) {
      throw new Error(`There is no check '${name}', or no ${subject}`);
    }
    const { files, parameters } = rendering;
    return check.run(mutation ? mutate(files, mutation) : files, parameters);
  }
});
