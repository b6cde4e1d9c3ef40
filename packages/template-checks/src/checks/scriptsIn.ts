import { AzureStep, azureStepsIn } from '../azure/azureFiles';
import { Files } from '../Files';
import { stepsIn } from '../github/workflows';
import { gitlabScriptsIn } from '../gitlab/gitlabFiles';

/** A shell script, or a block of one in a pipeline, with words for the place it stands at. */
export type Script = { path: string; place: string; script: string };

/** All shell of both repositories, as the shell gets it: what a CI system fills in is one word. */
export function scriptsIn(files: Files): Script[] {
  const written = [...files]
    .filter(
      ([path, text]) =>
        path.endsWith('.sh') || /^#!.*\b(?:bash|sh|dash)\b/.test(text),
    )
    .map(([path, script]) => ({ path, place: '', script }));
  return [
    ...written,
    ...githubBlocks(files),
    ...gitlabBlocks(files),
    ...azureBlocks(files),
  ];
}

function githubBlocks(files: Files): Script[] {
  return stepsIn(files).flatMap(({ path, place, step }) => {
    const shell = step.shell ?? 'bash';
    return step.run !== undefined && /^(?:bash|sh)\b/.test(shell)
      ? [
          {
            path,
            place: `${place}: `,
            script: `#!/bin/${
              shell.split(' ')[0]
            }\nset -eo pipefail\n${step.run.replaceAll(
              /\$\{\{.*?\}\}/g,
              'expression',
            )}`,
          },
        ]
      : [];
  });
}

function gitlabBlocks(files: Files): Script[] {
  return gitlabScriptsIn(files).map(({ path, job, lines }) => ({
    path,
    place: `job '${job}': `,
    // GitLab stops at the first line that fails.
    script: `#!/bin/bash\nset -eo pipefail\n${lines.join('\n')}`,
  }));
}

function azureBlocks(files: Files): Script[] {
  return azureStepsIn(files).flatMap(({ path, place, step }) => {
    const inline = step.inputs?.inlineScript;
    const block =
      step.bash ?? (typeof inline === 'string' ? inline : undefined);
    return block === undefined
      ? []
      : [
          {
            path,
            place: `${place}: `,
            script: `#!/bin/bash\n${identityOf(step)}${block.replaceAll(
              /\$\{\{.*?\}\}/g,
              'expression',
            )}`,
          },
        ];
  });
}

/** The variables that Azure sets for a step which asks for the identity of its service connection. */
function identityOf({ inputs }: AzureStep): string {
  return inputs?.addSpnToEnvironment === true
    ? "export idToken='' servicePrincipalId='' tenantId=''\n"
    : '';
}
