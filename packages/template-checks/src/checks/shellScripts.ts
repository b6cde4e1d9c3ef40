import { execFile } from 'node:child_process';
import { Files } from '../Files';
import { stepsIn } from '../github/workflows';
import { findProgram } from '../processes/findProgram';
import { Check, Problem } from './Check';

/** The linter of shell scripts on this machine; undefined if there is none. */
export const shellcheckProgram = findProgram('shellcheck');

const known = new Map<string, Promise<string>>();

/** Scripts and the shell blocks of workflows are clean for shellcheck, and stop at the first error. */
export const shellScripts: Check = {
  name: 'shell is clean for shellcheck',
  async run(files) {
    const problems: Problem[] = [];
    for (const { path, place, script } of scriptsIn(files)) {
      const output = await lint(script);
      problems.push(
        ...output
          .split('\n')
          .filter(Boolean)
          .map(line => ({
            path,
            message: `${place}${line.replace(/^-:/, 'line ')}`,
          })),
      );
    }
    return problems;
  },
};

function scriptsIn(
  files: Files,
): { path: string; place: string; script: string }[] {
  const written = [...files]
    .filter(
      ([path, text]) =>
        path.endsWith('.sh') || /^#!.*\b(?:bash|sh|dash)\b/.test(text),
    )
    .map(([path, script]) => ({ path, place: '', script }));
  const blocks = stepsIn(files).flatMap(({ path, place, step }) => {
    const shell = step.shell ?? 'bash';
    return step.run !== undefined && /^(?:bash|sh)\b/.test(shell)
      ? [
          {
            path,
            place: `${place}: `,
            // What GitHub fills in is one word for the shell.
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
  return [...written, ...blocks];
}

function lint(script: string): Promise<string> {
  let output = known.get(script);
  if (!output) {
    output = new Promise((resolve, reject) => {
      if (!shellcheckProgram) {
        resolve('');
        return;
      }
      const child = execFile(
        shellcheckProgram,
        ['--format=gcc', '--norc', '-'],
        (error, stdout, stderr) =>
          // 1 means that it found something.
          error && error.code !== 1
            ? reject(new Error(stderr))
            : resolve(stdout),
      );
      child.stdin?.end(script);
    });
    known.set(script, output);
  }
  return output;
}
