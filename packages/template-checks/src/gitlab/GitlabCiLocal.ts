import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { Files } from '../Files';

/** What gitlab-ci-local makes of a pipeline: all of it in one document, or why it is none. */
export type Expansion =
  | { isValid: true; text: string }
  | { isValid: false; reasons: string[] };

const OWN = /^service\/(?:\.gitlab-ci\.yml$|\.gitlab\/)/;
/** Its schema or its parser found something; all other lines are progress and advice. */
const NOISE =
  /^(?:parsing and downloads|json schema validated|Invalid \.gitlab-ci\.yml|For further troubleshooting|• (?:Copy|Use) |Unable to retrieve default|Using fallback|Command failed|fatal:|at |\d+ \||-+\^)/;

/** What reads GitLab pipelines. */
export type GitlabReader = Pick<GitlabCiLocal, 'expand'>;

/** Reads GitLab pipelines as GitLab does, with includes and `extends`, and checks them by GitLab's schema. */
export class GitlabCiLocal {
  readonly #known = new Map<string, Promise<Expansion>>();

  static create(): GitlabCiLocal {
    return new GitlabCiLocal();
  }

  private constructor() {}

  /** The pipeline of the service repository; undefined if it has none. The same files are read only once. */
  async expand(files: Files): Promise<Expansion | undefined> {
    const own = [...files].filter(([name]) => OWN.test(name));
    if (own.length === 0) {
      return undefined;
    }
    const key = JSON.stringify(own);
    let expansion = this.#known.get(key);
    if (!expansion) {
      expansion = expandIn(own);
      this.#known.set(key, expansion);
    }
    return expansion;
  }
}

async function expandIn(own: [string, string][]): Promise<Expansion> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gitlab-'));
  try {
    for (const [name, text] of own) {
      const file = path.join(folder, name.slice('service/'.length));
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, text);
    }
    await prepareRepository(folder);
    return await preview(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** It asks Git for the project and for what changed since the main branch. */
async function prepareRepository(folder: string): Promise<void> {
  const git = async (...args: string[]) => {
    const { failed, stderr } = await run('git', args, folder);
    if (failed) {
      throw new Error(`git ${args[0]} failed in ${folder}: ${stderr}`);
    }
  };
  await git('init', '--quiet', '--initial-branch', 'main');
  await git('remote', 'add', 'origin', 'git@gitlab.com:acme/service.git');
  await git('add', '.');
  await git(
    '-c',
    'user.name=checks',
    '-c',
    'user.email=checks@example.com',
    'commit',
    '--quiet',
    '--message',
    'Rendered',
  );
  await git('update-ref', 'refs/remotes/origin/main', 'HEAD');
  await git(
    'symbolic-ref',
    'refs/remotes/origin/HEAD',
    'refs/remotes/origin/main',
  );
}

async function preview(folder: string): Promise<Expansion> {
  const program = resolvePackagePath('gitlab-ci-local', 'dist/index.js');
  const { stdout, stderr, failed } = await run(
    process.execPath,
    [program, '--preview'],
    folder,
  );
  if (!failed) {
    return { isValid: true, text: stdout };
  }
  const reasons = stripVTControlCharacters(`${stderr}\n${stdout}`)
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !NOISE.test(line))
    .map(line => line.replace(/^• /, ''));
  return { isValid: false, reasons };
}

type Ended = { stdout: string; stderr: string; failed: boolean };

function run(program: string, args: string[], folder: string): Promise<Ended> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      args,
      {
        cwd: folder,
        maxBuffer: 16 * 1024 * 1024,
        // Nothing of the machine that checks may decide: no configuration of Git, no colours.
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          NO_COLOR: '1',
          GIT_CONFIG_GLOBAL: '/dev/null',
          GIT_CONFIG_NOSYSTEM: '1',
        },
      },
      (error, stdout, stderr) => {
        if (error && typeof error.code !== 'number') {
          reject(error);
          return;
        }
        resolve({ stdout, stderr, failed: error !== null });
      },
    );
  });
}
