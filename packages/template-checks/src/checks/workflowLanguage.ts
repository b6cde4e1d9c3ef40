import { GithubLanguageService } from '../github/GithubLanguageService';
import { Inputs } from '../github/workflows';
import { Check } from './Check';

const CHECKED = /^\.github\/(?:workflows\/[^/]+|actions\/.+\/action)\.ya?ml$/;
/** What only GitHub can know: which variables, secrets and environments a repository has. */
const UNCERTAIN = /^Context access might be invalid/;
const KNOWABLE = /\b(?:needs|steps|inputs|jobs|matrix)\./;

/** Workflows and actions are valid for GitHub's own language service, with the inputs of the actions that are known. */
export function createWorkflowLanguageCheck(
  service: GithubLanguageService,
  inputs: Record<string, Inputs>,
): Check {
  return {
    name: "workflows are valid for GitHub's language service",
    async run(files) {
      const problems = [];
      for (const repository of ['service', 'manifests']) {
        const prefix = `${repository}/`;
        const own = Object.fromEntries(
          [...files]
            .filter(([path]) => path.startsWith(prefix))
            .map(([path, text]) => [path.slice(prefix.length), text] as const)
            .filter(([path]) => CHECKED.test(path)),
        );
        for (const path of Object.keys(own)) {
          const needed = calledFrom(path, own);
          const diagnostics = await service.validate({
            path,
            files: needed,
            inputs,
          });
          problems.push(
            ...diagnostics
              .filter(
                ({ message, source }) =>
                  !UNCERTAIN.test(message) || KNOWABLE.test(source),
              )
              .map(({ line, message }) => ({
                path: `${prefix}${path}`,
                message: `line ${line}: ${message}`,
              })),
          );
        }
      }
      return problems;
    },
  };
}

/** The file and the workflows it calls, so that an answer holds wherever these are the same. */
function calledFrom(
  path: string,
  files: Record<string, string>,
): Record<string, string> {
  const text = files[path];
  return Object.fromEntries(
    Object.entries(files).filter(
      ([name]) => name === path || text.includes(`./${name}`),
    ),
  );
}
