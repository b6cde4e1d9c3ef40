import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import {
  WorkflowJobRecord,
  WorkflowRunRecord,
} from '../../forge/actions/records';
import { Forge } from '../../forge/Forge';
import { ForgeActions } from '../../forge/ForgeActions';
import { ForgeServices } from '../../forge/ForgeServices';
import { ImageStore } from '../../images/ImageStore';
import { LoopbackListener } from '../../LoopbackListener';
import { SandboxClock } from '../../SandboxClock';
import { DocumentStore } from '../../storage/DocumentStore';
import { WorkflowRunner } from '../WorkflowRunner';

export const OWNER = 'acme';
export const SERVICE = 'parcel-api';
export const MANIFESTS = 'parcel-api-manifests';
export const ADA = { name: 'Ada Castellan', email: 'ada@acme.example' };

// Every push starts processes of git; a busy machine takes its time.
jest.setTimeout(60_000);

/** A forge with a service and its manifests, both empty, and a runner that hurries. */
export class RunnerFixture {
  readonly errors: unknown[] = [];
  readonly forge: ForgeActions;
  readonly services: ForgeServices;
  readonly images: ImageStore;
  runner: WorkflowRunner;

  static async start(): Promise<RunnerFixture> {
    const folder = await mkdtemp(join(tmpdir(), 'sandbox-runner-'));
    const store = DocumentStore.open(join(folder, 'documents.sqlite'));
    const app = express();
    const listener = new LoopbackListener({
      name: 'forge',
      port: 0,
      handler: app,
    });
    await listener.start();
    const forge = await Forge.create({
      dataFolder: folder,
      store,
      baseUrl: listener.url,
      users: [{ login: 'ada', ...ADA }],
    });
    app.use(forge.router());
    const fixture = new RunnerFixture(folder, store, forge, listener);
    await fixture.forge.createRepository({ owner: OWNER, name: SERVICE });
    await fixture.forge.createRepository({ owner: OWNER, name: MANIFESTS });
    return fixture;
  }

  private constructor(
    readonly folder: string,
    readonly store: DocumentStore,
    forge: Forge,
    readonly listener: LoopbackListener,
  ) {
    this.forge = forge.actions;
    this.services = forge.services;
    this.images = new ImageStore(store);
    this.runner = this.#createRunner(5000);
    this.runner.start();
  }

  /** Stops the runner where it is, and starts another on what it left. */
  async restart(speed: number): Promise<void> {
    await this.runner.stop();
    this.runner = this.#createRunner(speed);
    this.runner.start();
  }

  async stop(): Promise<void> {
    await this.runner.stop();
    await this.listener.stop();
    this.store.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  async push(
    message: string,
    files: Record<string, string>,
    branch = 'main',
  ): Promise<string> {
    const { sha } = await this.forge.commitFiles({
      owner: OWNER,
      repo: SERVICE,
      branch,
      message,
      author: ADA,
      files,
      pusher: 'ada',
    });
    return sha;
  }

  /** Pushes and returns the run that came of it, complete. */
  async run(files: Record<string, string>) {
    await this.push('feat: change it', files);
    await this.runner.settle();
    return this.newestRun();
  }

  newestRun() {
    const [run] = this.forge.listWorkflowRuns(OWNER, SERVICE);
    return run;
  }

  /** How the jobs of a run ended, by their names. */
  jobsOf(runId: number) {
    return Object.fromEntries(
      this.forge.listJobs(runId).map(job => [job.name, job.conclusion]),
    );
  }

  job(runId: number, name: string): WorkflowJobRecord {
    const job = this.forge.listJobs(runId).find(each => each.name === name);
    if (!job) {
      throw new Error(`No job '${name}' in run ${runId}`);
    }
    return job;
  }

  /** The log of a job, without times. */
  logOf(runId: number, name: string): string {
    const log = this.services.runs.readLog(this.job(runId, name).id) ?? '';
    return log.replace(/^\S+Z /gm, '');
  }

  /** Why a run was refused. */
  problemOf({ headSha, workflowPath }: WorkflowRunRecord): string {
    const check = this.services.checks
      .latest(OWNER, SERVICE, headSha)
      .find(each => each.name === workflowPath);
    return check?.output.summary ?? '';
  }

  async waitFor(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!condition()) {
      if (Date.now() > deadline) {
        throw new Error('The condition did not come true within 20 s');
      }
      await new Promise(resolve => setTimeout(resolve, 10));
    }
  }

  #createRunner(speed: number): WorkflowRunner {
    return WorkflowRunner.create({
      store: this.store,
      forge: this.forge,
      images: this.images,
      clock: new SandboxClock({ speed }),
      onError: error => this.errors.push(error),
    });
  }
}

/** A fresh runner for every test of the suite; it must not report an error. */
export function useRunner(): { readonly fixture: RunnerFixture } {
  const current: { fixture?: RunnerFixture } = {};

  beforeEach(async () => {
    current.fixture = await RunnerFixture.start();
  });

  afterEach(async () => {
    await current.fixture?.stop();
    expect(current.fixture?.errors).toEqual([]);
  });

  return {
    get fixture(): RunnerFixture {
      if (!current.fixture) {
        throw new Error('The runner exists while a test runs, not before');
      }
      return current.fixture;
    },
  };
}
