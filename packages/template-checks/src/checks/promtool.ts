import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { stringify } from 'yaml';
import { findProgram } from '../processes/findProgram';
import { rulesIn } from './alertRules';
import { Check, Problem } from './Check';

const run = promisify(execFile);

/** Prometheus' own tool on this machine; undefined if there is none. */
export const promtoolProgram = process.env.PROMTOOL ?? findProgram('promtool');

const known = new Map<string, string | undefined>();

/** Alert rules are valid for Prometheus' own tool. */
export const promtool: Check = {
  name: 'alert rules are valid for promtool',
  async run(files) {
    const problems: Problem[] = [];
    for (const { path: file, object } of rulesIn(files)) {
      const rules = stringify(object.spec);
      if (!known.has(rules)) {
        known.set(rules, await findProblem(rules));
      }
      const message = known.get(rules);
      if (message) {
        problems.push({ path: file, message });
      }
    }
    return problems;
  },
};

async function findProblem(rules: string): Promise<string | undefined> {
  if (!promtoolProgram) {
    return undefined;
  }
  const folder = await mkdtemp(path.join(os.tmpdir(), 'fairway-rules-'));
  try {
    const file = path.join(folder, 'rules.yaml');
    await writeFile(file, rules);
    await run(promtoolProgram, ['check', 'rules', '--lint-fatal', file]);
    return undefined;
  } catch (error) {
    return error instanceof Error
      ? error.message.replaceAll(`${folder}/`, '')
      : String(error);
  } finally {
    await rm(folder, { recursive: true });
  }
}
