import express, { Express, Router } from 'express';
import { join } from 'node:path';
import { Cluster } from './cluster/Cluster';
import { createControlRouter } from './control/createControlRouter';
import { DataFolder } from './DataFolder';
import { Forge } from './forge/Forge';
import { SANDBOX_TOKEN } from './forge/ForgeOptions';
import { GitOpsController } from './gitops/GitOpsController';
import { GitSource } from './gitops/GitSource';
import { ApplicationSetController } from './gitops/previews/ApplicationSetController';
import { ImageStore } from './images/ImageStore';
import { MetricsServer } from './metrics/MetricsServer';
import { SandboxOptions } from './options';
import { WorkflowRunner } from './runner/WorkflowRunner';
import { SandboxClock } from './SandboxClock';
import { SandboxListeners } from './SandboxListeners';
import { people, teams } from './seed/people';
import { seed, seedStateOf } from './seed/Seed';
import { DocumentStore } from './storage/DocumentStore';

/** The whole sandbox: a forge, a workflow runner, a cluster, a GitOps controller and metrics, in one process. */
export class Sandbox {
  readonly forge: Forge;
  readonly listeners: SandboxListeners;
  readonly #stops: (() => Promise<void> | void)[];

  /** Resolves when everything is up, the first time also seeded. */
  static async start(
    options: SandboxOptions,
    report: (message: string) => void,
  ): Promise<Sandbox> {
    const folder = await DataFolder.open(options.dataFolder);
    const listeners = await SandboxListeners.start(options.portBase);
    try {
      if (options.reset) {
        await folder.reset();
      }
      let store = folder.openStore();
      if (options.seed && seedStateOf(store) === 'incomplete') {
        // A half-told story cannot be continued; it is told again.
        store.close();
        await folder.reset();
        store = folder.openStore();
      }
      try {
        return await Sandbox.#compose(options, {
          folder: folder.path,
          listeners,
          report,
          store,
        });
      } catch (error) {
        store.close();
        throw error;
      }
    } catch (error) {
      await listeners.stop();
      throw error;
    }
  }

  static async #compose(
    options: SandboxOptions,
    parts: {
      folder: string;
      listeners: SandboxListeners;
      report: (message: string) => void;
      store: DocumentStore;
    },
  ): Promise<Sandbox> {
    const { folder, listeners, report, store } = parts;
    const onError = (error: unknown) =>
      report(
        error instanceof Error ? error.stack ?? error.message : String(error),
      );
    const clock = new SandboxClock({ speed: options.speed });
    const images = new ImageStore(store);
    const forge = await Forge.create({
      store,
      dataFolder: folder,
      baseUrl: listeners.forge.url,
      users: Object.values(people),
      teams,
      webhooks: [options.webhook],
      report,
    });
    listeners.serve('forge', serving(forge.router()));
    if (options.seed && seedStateOf(store) === 'none') {
      await seed({
        store,
        images,
        forge: forge.services,
        now: new Date(),
        forgeUrl: listeners.forge.url,
        metricsUrl: listeners.metrics.url,
        onError,
        report,
      });
    }

    const cluster = Cluster.create({
      store,
      clock,
      images,
      onControllerError: (controller, key, error) =>
        report(`${controller} ${key}: ${error}`),
    });
    const metrics = MetricsServer.create({ evaluator: cluster.metrics, clock });
    const gitOps = GitOpsController.create({
      api: cluster.api,
      clock,
      git: GitSource.create({
        folder: join(folder, 'gitops'),
        credentials: {
          baseUrl: `${listeners.forge.url}/`,
          token: SANDBOX_TOKEN,
        },
      }),
      report,
    });
    const previews = ApplicationSetController.create({
      api: cluster.api,
      clock,
      findPullRequests: async (owner, repo) =>
        (await forge.actions.listOpenPullRequests(owner, repo)).map(pull => ({
          ...pull,
          labels: forge.actions.labelsOf(owner, repo, pull.number),
        })),
    });
    const runner = WorkflowRunner.create({
      store,
      images,
      clock,
      onError,
      forge: forge.actions,
    });
    listeners.serve('cluster', express().use(cluster.handler()));
    listeners.serve('metrics', serving(metrics.router()));
    cluster.start();
    gitOps.start();
    previews.start();
    runner.start();
    listeners.serve(
      'control',
      serving(createControlRouter(listeners, forge.services.pushAnswers)),
    );
    return new Sandbox(forge, listeners, [
      () => runner.stop(),
      () => previews.stop(),
      () => gitOps.stop(),
      // After the GitOps controller, which fetches from the forge to its last moment.
      () => listeners.stop(),
      () => cluster.stop(),
      () => forge.close(),
      () => store.close(),
    ]);
  }

  private constructor(
    forge: Forge,
    listeners: SandboxListeners,
    stops: (() => Promise<void> | void)[],
  ) {
    this.forge = forge;
    this.listeners = listeners;
    this.#stops = stops;
  }

  /** Ends what is under way; the data folder keeps everything, and runs go on at the next start. */
  async stop(): Promise<void> {
    for (const stop of this.#stops) {
      await stop();
    }
  }
}

function serving(router: Router): Express {
  return express().disable('x-powered-by').use(router);
}

/** Says a start-up failure in one sentence. */
export function startProblem(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
