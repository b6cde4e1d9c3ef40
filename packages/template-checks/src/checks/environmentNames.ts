import { expectedEnvironments } from '../environments/expectedEnvironments';
import { Check } from './Check';

const PIPELINE =
  /\/(?:\.github|\.gitlab|\.azuredevops)\/|\/(?:\.gitlab-ci|azure-pipelines)\.yml$/;
/** Where pipelines, pages and rules name one environment. */
const IN_PIPELINES = [
  /^\s*(?:environment|ENVIRONMENT):\s*['"]?([a-z][a-z0-9-]*)['"]?\s*$/gm,
  /\bdeploy\.sh ([a-z][a-z0-9-]*)/g,
];
const ANYWHERE = [/\bmanifests\/environments\/([a-z][a-z0-9-]*)/g];
/** What environments are usually called: a page that uses such a name means an environment that may not be there. */
const USUAL = [/\b(staging)\b/g, /[-/"`](development|production)\b/g];

/** On a laptop the variable has its default, whatever the environments are called. */
const SETTING = /^\| `ENVIRONMENT` .*$/gm;

/** Nothing speaks of an environment that the delivery pipeline does not have. */
export const environmentNames: Check = {
  name: 'environments are called as the delivery pipeline calls them',
  run(files, parameters) {
    const names = expectedEnvironments(parameters).map(({ name }) => name);
    const known = new Set([...names, 'preview']);
    return [...files].flatMap(([path, text]) => {
      const patterns = [
        ...ANYWHERE,
        ...(PIPELINE.test(path) ? IN_PIPELINES : []),
        ...(path.endsWith('.md') ? USUAL : []),
      ];
      const unknown = patterns
        .flatMap(pattern => [...text.replaceAll(SETTING, '').matchAll(pattern)])
        .map(([, name]) => name)
        .filter(name => !known.has(name));
      return [...new Set(unknown)].map(name => ({
        path,
        message: `names the environment '${name}'; there are: ${names.join(
          ', ',
        )}`,
      }));
    });
  },
};
