import { execFile } from 'node:child_process';
import { findProgram } from '../processes/findProgram';
import { Check, Problem } from './Check';
import { scriptsIn } from './scriptsIn';

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
