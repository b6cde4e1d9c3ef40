import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import express from 'express';
import { Octokit } from 'octokit';
import { LoopbackListener } from '../../LoopbackListener';
import { DocumentStore } from '../../storage/DocumentStore';
import { Forge } from '../Forge';
import { ForgeOptions, SANDBOX_ACCOUNT, SANDBOX_TOKEN } from '../ForgeOptions';
import { gitEnvironment } from '../git/runGit';
import { RepositoryRecord } from '../repositories/records';
import { GithubContract } from './GithubContract';

const run = promisify(execFile);

// A forge starts git for most of what it is asked; on a busy machine that takes its time.
jest.setTimeout(60_000);

/** Who can ask, beside the account of the portal, which administers everything. */
export const ADA = {
  login: 'ada',
  name: 'Ada Castellan',
  email: 'ada@acme.example',
};
export const BEN = {
  login: 'ben',
  name: 'Ben Okonjo',
  email: 'ben@acme.example',
};
export const ADA_TOKEN = 'token-of-ada';
export const BEN_TOKEN = 'token-of-ben';

interface OctokitAnswer {
  status: number;
  data: unknown;
  headers: { 'content-type'?: string };
}

/** A forge for tests: in a folder of its own, served on a free port, asked over HTTP as its clients do. */
export class ForgeFixture {
  readonly forge: Forge;
  /** Empty and of this fixture alone; clones may lie here. */
  readonly folder: string;
  /** Without a slash at the end; REST lies below `/api/v3`. */
  readonly url: string;
  /** The portal's account. */
  readonly octokit: Octokit;
  /** The same, and every answer must be as GitHub describes it. */
  readonly checked: Octokit;
  /** What the forge could not do and reported. */
  readonly reports: string[];
  readonly #contract = GithubContract.load();
  readonly #end: () => Promise<void>;

  static async start(
    options: Partial<ForgeOptions> = {},
  ): Promise<ForgeFixture> {
    const folder = await mkdtemp(join(tmpdir(), 'forge-'));
    const dataFolder = join(folder, 'data');
    await mkdir(dataFolder);
    await mkdir(join(folder, 'work'));
    const store = DocumentStore.open(join(dataFolder, 'store.sqlite'));
    const app = express().disable('x-powered-by');
    const listener = new LoopbackListener({
      name: 'forge',
      port: 0,
      handler: app,
    });
    await listener.start();
    const reports: string[] = [];
    const forge = await Forge.create({
      dataFolder,
      store,
      baseUrl: listener.url,
      users: [ADA, BEN],
      organizations: [{ login: 'acme', name: 'Acme' }],
      teams: [
        {
          organization: 'acme',
          slug: 'payments',
          name: 'Payments',
          members: [ADA.login],
        },
      ],
      tokens: {
        [SANDBOX_TOKEN]: { login: SANDBOX_ACCOUNT.login, admin: true },
        [ADA_TOKEN]: { login: ADA.login, admin: false },
        [BEN_TOKEN]: { login: BEN.login, admin: false },
      },
      report: message => reports.push(message),
      ...options,
    });
    app.use(forge.router());
    return new ForgeFixture({
      forge,
      folder: join(folder, 'work'),
      url: listener.url,
      reports,
      end: async () => {
        await forge.settled();
        await forge.close();
        await listener.stop();
        store.close();
        await rm(folder, { recursive: true, force: true });
      },
    });
  }

  private constructor(parts: {
    forge: Forge;
    folder: string;
    url: string;
    reports: string[];
    end: () => Promise<void>;
  }) {
    this.forge = parts.forge;
    this.folder = parts.folder;
    this.url = parts.url;
    this.reports = parts.reports;
    this.#end = parts.end;
    this.octokit = this.octokitOf(SANDBOX_TOKEN);
    this.checked = this.checkedOctokitOf(SANDBOX_TOKEN);
  }

  async stop(): Promise<void> {
    await this.#end();
  }

  /** A client in the name of another token, or of nobody. */
  octokitOf(token: string | undefined): Octokit {
    return new Octokit({
      auth: token,
      baseUrl: `${this.url}/api/v3`,
      // Tests want the first answer, also when it is an error.
      retry: { enabled: false },
      throttle: { enabled: false },
      log: { debug() {}, info() {}, warn() {}, error() {} },
    });
  }

  /** A client whose calls fail when the answer, also that of an error, is not as GitHub describes it. */
  checkedOctokitOf(token: string | undefined): Octokit {
    const octokit = this.octokitOf(token);
    const check = (
      { method, url }: { method: string; url: string },
      { status, data, headers }: OctokitAnswer,
    ) =>
      this.expectContract(
        method,
        url,
        status,
        data,
        headers['content-type']?.split(';')[0],
      );
    octokit.hook.after('request', (answer, options) => check(options, answer));
    octokit.hook.error('request', (error, options) => {
      if ('response' in error && error.response) {
        check(options, error.response);
      }
      throw error;
    });
    return octokit;
  }

  /** One request with nothing between it and the test; `path` lies below `/api/v3`. */
  async fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}/api/v3${path}`, {
      ...init,
      headers: { Authorization: `token ${SANDBOX_TOKEN}`, ...init.headers },
    });
  }

  /** Fails unless GitHub's description lets this operation answer like that. */
  expectContract(
    method: string,
    template: string,
    status: number,
    body: unknown,
    mediaType?: string,
  ): void {
    this.#contract.expectContract(method, template, status, body, mediaType);
  }

  /** A repository of acme with one commit on main. */
  async repository(
    name: string,
    files: Record<string, string> = { 'README.md': `# ${name}\n` },
  ): Promise<RepositoryRecord & { head: string }> {
    const { actions } = this.forge;
    await actions.createRepository({ owner: 'acme', name });
    const { sha } = await actions.commitFiles({
      owner: 'acme',
      repo: name,
      branch: 'main',
      message: 'Initial commit',
      author: ADA,
      files,
    });
    const record = actions.findRepository('acme', name);
    if (!record) {
      throw new Error(`The repository acme/${name} was not created`);
    }
    return { ...record, head: sha };
  }

  /** Where git reaches a repository, in the name of a token. */
  gitUrl(name: string, token: string = SANDBOX_TOKEN): string {
    const url = new URL(`${this.url}/acme/${name}.git`);
    url.username = 'x-access-token';
    url.password = token;
    return url.href;
  }

  /** The machine's git; the working folder is `folder` or one below it. */
  async git(cwd: string, ...args: string[]): Promise<string> {
    const { stdout } = await run('git', args, {
      cwd: join(this.folder, cwd),
      env: gitEnvironment({
        GIT_AUTHOR_NAME: ADA.name,
        GIT_AUTHOR_EMAIL: ADA.email,
        GIT_COMMITTER_NAME: ADA.name,
        GIT_COMMITTER_EMAIL: ADA.email,
      }),
    });
    return stdout.trim();
  }
}
