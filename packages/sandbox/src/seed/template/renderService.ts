import { InputError } from '@backstage/errors';
import { readdir, readFile } from 'node:fs/promises';
import { join, posix, relative, sep } from 'node:path';
import {
  FetchStep,
  readServiceTemplate,
  ServiceTemplate,
} from './readServiceTemplate';
import { TemplateContext, TemplateLanguage } from './TemplateLanguage';

/** Files of a repository, by their path. */
export type RepositoryFiles = Record<string, string>;

/** What the wizard knows of a service when it begins to write. */
export interface ServiceAnswers {
  /** What somebody chose in the form; the rest is the form's default. */
  parameters: Record<string, unknown>;
  /** What the wizard's first step found out. */
  check: Record<string, unknown>;
  task: string;
}

/** The repositories of a service as the wizard makes them, by the folder that it writes them to: `service`, `manifests`. */
export async function renderService(
  answers: ServiceAnswers,
): Promise<Record<string, RepositoryFiles>> {
  const template = await readServiceTemplate();
  const context: TemplateContext = {
    parameters: { ...template.defaults, ...answers.parameters },
    steps: { check: { output: answers.check } },
    context: { task: { id: answers.task } },
  };
  const language = new TemplateLanguage({
    trimBlocks: false,
    lstripBlocks: false,
  });
  const repositories: Record<string, RepositoryFiles> = {};
  for (const step of template.steps) {
    for (const each of roundsOf(step, language, context)) {
      const around = { ...context, each };
      const shallRun =
        step.if === undefined || Boolean(language.evaluate(step.if, around));
      const files = shallRun
        ? await renderStep(template, step, language, around)
        : [];
      for (const [path, content] of files) {
        const [repository, ...rest] = path.split('/');
        repositories[repository] ??= {};
        repositories[repository][rest.join('/')] = content;
      }
    }
  }
  return repositories;
}

/** A step with `each` runs once for every element. */
function roundsOf(
  step: FetchStep,
  language: TemplateLanguage,
  context: TemplateContext,
): unknown[] {
  if (step.each === undefined) {
    return [undefined];
  }
  const list = language.evaluate(step.each, context);
  if (!Array.isArray(list)) {
    throw new InputError(`each of step '${step.id}' gives no list`);
  }
  return list.map((value, key) => ({ key, value }));
}

async function renderStep(
  template: ServiceTemplate,
  { input }: FetchStep,
  language: TemplateLanguage,
  context: TemplateContext,
): Promise<[string, string][]> {
  const { trimBlocks, lstripBlocks, templateFileExtension } = input;
  const content = new TemplateLanguage({ trimBlocks, lstripBlocks });
  const values = { values: language.evaluate(input.values, context) };
  const target = language.render('targetPath', input.targetPath, context);
  const root = join(
    template.folder,
    language.render('url', input.url, context),
  );
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = await Promise.all(
    entries
      .filter(entry => entry.isFile())
      .map(async entry => {
        const file = join(entry.parentPath, entry.name);
        const source = relative(root, file).split(sep).join('/');
        const isTemplate = source.endsWith(templateFileExtension);
        const path = content.render(
          source,
          isTemplate ? source.slice(0, -templateFileExtension.length) : source,
          values,
        );
        const text = await readFile(file, 'utf8');
        return [
          path,
          isTemplate ? content.render(source, text, values) : text,
        ] as const;
      }),
  );
  return files
    .filter(([path]) => isNamed(path))
    .map(([path, text]) => [posix.join(target, path), text]);
}

/** A file is left out where a part of its rendered path is empty. */
function isNamed(path: string): boolean {
  return path.split('/').every(part => part !== '');
}
