import Ajv, { ErrorObject, ValidateFunction } from 'ajv';
import path from 'node:path';
import {
  AzureFile,
  azureFilesIn,
  azureTextsIn,
  jobsOf,
  stepsOf,
} from '../azure/azureFiles';
import { azurePipelineSchema, azureTemplateSchema } from '../azure/azureSchema';
import { Files } from '../Files';
import { Check, Problem } from './Check';

const ajv = new Ajv({ allErrors: true, allowUnionTypes: true });
const isPipelineFile = ajv.compile(azurePipelineSchema);
const isTemplateFile = ajv.compile(azureTemplateSchema);

/** Pipelines hold what Azure knows, and the files that they take in are there and get the parameters that they declare. */
export const azureLanguage: Check = {
  name: 'Azure pipelines keep to the language of Azure',
  run: (files: Files) => [
    ...azureTextsIn(files).flatMap(({ path: file, isPipeline, content }) =>
      findByContent(isPipeline ? isPipelineFile : isTemplateFile, content).map(
        message => ({ path: file, message }),
      ),
    ),
    ...azureFilesIn(files).flatMap(file =>
      findInCalls(file, azureFilesIn(files)),
    ),
  ],
};

function findByContent(validate: ValidateFunction, content: unknown): string[] {
  if (validate(content)) {
    return [];
  }
  // Of alternatives, the errors of all are listed; the deepest ones belong to the one that was meant.
  const errors = validate.errors ?? [];
  const deepest = Math.max(...errors.map(depthOf));
  const messages = errors
    .filter(error => depthOf(error) === deepest)
    .map(
      ({ instancePath, message, params }) =>
        `${instancePath || '/'} ${message}${
          'additionalProperty' in params
            ? ` such as '${params.additionalProperty}'`
            : ''
        }`,
    );
  return [...new Set(messages)];
}

function depthOf({ instancePath }: ErrorObject): number {
  return instancePath.split('/').length;
}

function findInCalls(file: AzureFile, all: AzureFile[]): Problem[] {
  const calls = [
    ...jobsOf(file),
    ...jobsOf(file).flatMap(stepsOf),
    ...file.steps,
  ];
  return calls.flatMap(({ template, parameters = {} }) => {
    if (template === undefined) {
      return [];
    }
    const problem = (message: string) => [
      { path: file.path, message: `${template} ${message}` },
    ];
    const target = path.join(path.dirname(file.path), template);
    const called = all.find(other => other.path === target);
    if (!called) {
      return problem('is not there');
    }
    const declared = called.parameters.map(({ name }) => name);
    return [
      ...Object.keys(parameters)
        .filter(name => !declared.includes(name))
        .flatMap(name => problem(`declares no parameter '${name}'`)),
      ...called.parameters
        .filter(({ name, default: value }) => !(name in parameters) && !value)
        .flatMap(({ name }) => problem(`needs the parameter '${name}'`)),
    ];
  });
}
