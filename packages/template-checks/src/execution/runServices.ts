import { resolvePackagePath } from '@backstage/backend-plugin-api';
import path from 'node:path';
import { coverPairs } from '../combinations/coverPairs';
import { ParameterSpace } from '../combinations/ParameterSpace';
import { Files } from '../Files';
import { readTemplate } from '../rendering/readTemplate';
import { TemplateRenderer } from '../rendering/TemplateRenderer';
import { chooseGo } from './chooseGo';
import { countOutcomes, describeOutcome, Outcome } from './Outcome';
import { runPlan } from './runPlan';
import { GO, manifestsPlan, pipelinePlan, Plan, PYTHON } from './servicePlans';
import { Toolbox } from './Toolbox';

const root = path.join(resolvePackagePath('@fairway/template-checks'), '../..');

/**
 * Renders the default of each language and runs the real tools on it, as far as this machine has them or can fetch them:
 * `yarn workspace @fairway/template-checks execute [python] [typescript] [go]`. The tests of the TypeScript service run with
 * the tests of this package, because all that they need is there.
 */
async function main(args: string[]): Promise<number> {
  const languages = ['python', 'typescript', 'go'].filter(
    language => args.length === 0 || args.includes(language),
  );
  const renderings = await render(languages);
  const goMod = renderings.get('go')?.get('service/go.mod');
  const go = goMod === undefined ? undefined : await chooseGo(goMod);
  const toolbox = Toolbox.create({
    folder: path.join(root, 'node_modules/.cache/fairway-tools'),
    go,
  });
  if (!process.env.TEST_DATABASE_URL) {
    console.log(
      'Integration tests are skipped: TEST_DATABASE_URL names no PostgreSQL',
    );
  }
  const outcomes: Outcome[] = [];
  for (const [language, files] of renderings) {
    for (const plan of plansFor(language, files)) {
      for await (const outcome of runPlan(plan, files, toolbox)) {
        console.log(describeOutcome(outcome));
        outcomes.push(outcome);
      }
    }
  }
  console.log(countOutcomes(outcomes));
  return outcomes.some(({ verdict }) => verdict === 'failed') ? 1 : 0;
}

async function render(languages: string[]): Promise<Map<string, Files>> {
  const template = await readTemplate(
    path.join(root, 'templates/create-service/template.yaml'),
  );
  const [defaults] = coverPairs(ParameterSpace.of(template.entity));
  const renderer = await TemplateRenderer.start();
  const renderings = new Map<string, Files>();
  try {
    for (const language of languages) {
      const parameters = { ...defaults, language };
      renderings.set(language, await renderer.render(template, parameters));
    }
  } finally {
    await renderer.stop();
  }
  return renderings;
}

function plansFor(language: string, files: Files): Plan[] {
  const environments = [...files.keys()].flatMap(
    file =>
      /^manifests\/manifests\/environments\/([^/]+)\/kustomization\.yaml$/.exec(
        file,
      )?.[1] ?? [],
  );
  const own: Record<string, Plan[]> = {
    // The manifests are the same for every language.
    python: [PYTHON, manifestsPlan(environments)],
    go: [GO],
  };
  return [...(own[language] ?? []), pipelinePlan(language)];
}

main(process.argv.slice(2)).then(
  code => process.exit(code),
  error => {
    console.error(error);
    process.exit(1);
  },
);
