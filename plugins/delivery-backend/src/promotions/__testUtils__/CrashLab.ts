import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { until } from '@fairway/backstage-plugin-delivery-node/testUtils';
import Knex from 'knex';
import { verifyRecord } from '../PromotionRecord';
import { StoredPromotion } from '../StoredPromotion';
import { EngineBench, serviceRef } from './EngineBench';
import { EngineProcessSettings } from './engineProcess';

/** Enough on a busy machine. */
const PATIENCE_SECONDS = 60;

type Death = NonNullable<EngineProcessSettings['death']>;

/** What became of one promotion whose engine was killed. */
export interface CrashResult {
  promotion: string;
  state: string | undefined;
  /** Commits of the branch that carry its trailer. */
  commits: number;
  /** Texts of its events in the record, in order. */
  record: string[];
  /** How often the notices about the approval and the result were handed over. */
  notices: { approval: number; result: number };
  /** How often it is stored as verified. */
  verifications: number;
  /** Milliseconds from the death until another process did something. */
  backAtWorkAfter: number;
}

/** Kills processes that run the engine, starts others, and looks what became of the work. */
export class CrashLab {
  readonly bench: EngineBench;
  readonly #settings: EngineProcessSettings;
  readonly #processes = new Set<ChildProcess>();
  #sequence = 0;

  /** On a SQLite file unless told otherwise. The lease decides how soon another process goes on. */
  static async create(options: {
    leaseSeconds: number;
    database?: { client: string; connection: object };
  }): Promise<CrashLab> {
    const bench = await EngineBench.createWith(folder => {
      const database = options.database ?? {
        client: 'better-sqlite3',
        connection: { filename: path.join(folder, 'engine.sqlite') },
      };
      return Knex({ ...database, useNullAsDefault: !options.database });
    });
    if (!options.database) {
      await bench.knex.raw('PRAGMA journal_mode = WAL');
    }
    const [, , production] = bench.environments;
    production.verification = {
      ...production.verification,
      soakSeconds: 0,
      watchSeconds: 0,
    };
    bench.start({ idle: true });
    return new CrashLab(bench, options);
  }

  private constructor(
    bench: EngineBench,
    options: Parameters<typeof CrashLab.create>[0],
  ) {
    const { manifests } = bench;
    this.bench = bench;
    this.#settings = {
      database: {
        ...(options.database ?? {
          client: 'better-sqlite3',
          connection: {
            filename: path.join(manifests.folder, 'engine.sqlite'),
          },
        }),
        sqlite: options.database === undefined,
      },
      pipeline: bench.pipeline,
      repository: manifests.bare,
      mirrors: path.join(manifests.folder, 'mirrors-of-processes'),
      notifications: path.join(manifests.folder, 'notifications'),
      times: {
        leaseSeconds: options.leaseSeconds,
        heartbeatSeconds: options.leaseSeconds / 3,
        pollSeconds: 0.1,
      },
    };
  }

  /** Takes a promotion through its life with a process that dies at a place, and one that goes on. */
  async dieAt(death: Death): Promise<CrashResult> {
    const promotion = await this.#request();
    const first = this.#spawn(death);
    try {
      // Before or after the death, whenever it may be approved.
      const approved = this.#approve(promotion);
      await Promise.race([exitOf(first), approved.then(() => exitOf(first))]);
      return await this.#recover(promotion, approved);
    } finally {
      await this.#killAll();
    }
  }

  /** The same, with a death some time after the approval, wherever the process is then. */
  async dieAfter(milliseconds: number): Promise<CrashResult> {
    const promotion = await this.#request();
    const first = this.#spawn(undefined);
    try {
      await this.#approve(promotion);
      await new Promise(resolve => setTimeout(resolve, milliseconds));
      first.kill('SIGKILL');
      await exitOf(first);
      return await this.#recover(promotion, Promise.resolve());
    } finally {
      await this.#killAll();
    }
  }

  async stop(): Promise<void> {
    await this.#killAll();
    await this.bench.stop();
  }

  /** All events of the service are there, in order and unchanged. */
  async recordIsIntact(): Promise<boolean> {
    return (await verifyRecord(this.bench.knex, serviceRef)).intact;
  }

  async #request(): Promise<string> {
    this.#sequence += 1;
    const release = await this.bench.release(this.#sequence, [
      'development',
      'staging',
    ]);
    await this.bench.refresh();
    const { body } = await this.bench.as('ada').promote(release).expect(201);
    return body.id;
  }

  /** Approves as soon as somebody may, if need be after the first process died. */
  async #approve(promotion: string): Promise<void> {
    const { bench } = this;
    await until(
      () => bench.store.get(promotion),
      stored => stored?.state === 'awaiting-approval',
      PATIENCE_SECONDS,
    );
    await bench.refresh();
    await bench.as('olga').decide(promotion, 'approved').expect(200);
  }

  async #recover(
    promotion: string,
    approved: Promise<void>,
  ): Promise<CrashResult> {
    const { bench } = this;
    const before = await bench.store.get(promotion);
    const died = Date.now();
    this.#spawn(undefined);
    const state = () => bench.store.get(promotion);
    await until(
      state,
      stored => stored?.version !== before?.version || isDone(stored),
      PATIENCE_SECONDS,
    );
    const backAtWorkAfter = Date.now() - died;
    await approved;
    const ended = await until(state, isDone, PATIENCE_SECONDS);
    const record = await bench
      .knex('promotion_record')
      .where({ promotion_id: promotion })
      .orderBy('position')
      .pluck('text');
    const verified = await bench.knex('verifications').where({
      promotion_id: promotion,
    });
    return {
      promotion,
      state: ended?.state,
      commits: bench.manifests.commitsOf(promotion).length,
      record,
      notices: {
        approval: this.#noticesOf(`${promotion}/approval`),
        result: this.#noticesOf(`${promotion}/result`),
      },
      verifications: verified.length,
      backAtWorkAfter,
    };
  }

  #noticesOf(scope: string): number {
    const { notifications } = this.#settings;
    const lines = existsSync(notifications)
      ? readFileSync(notifications, 'utf8').split('\n')
      : [];
    return lines.filter(line => line === scope).length;
  }

  #spawn(death: Death | undefined): ChildProcess {
    const settings: EngineProcessSettings = { ...this.#settings, death };
    const child = spawn(
      process.execPath,
      [
        '--require',
        require.resolve('@backstage/cli/config/nodeTransform.cjs'),
        path.join(__dirname, 'engineProcess.ts'),
        JSON.stringify(settings),
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    );
    this.#processes.add(child);
    child.on('exit', () => this.#processes.delete(child));
    return child;
  }

  async #killAll(): Promise<void> {
    const running = [...this.#processes];
    running.forEach(child => child.kill('SIGKILL'));
    await Promise.all(running.map(exitOf));
  }
}

function isDone(promotion: StoredPromotion | undefined): boolean {
  return Boolean(promotion?.finishedAt && !promotion.notice);
}

/** Waits until a process is gone. One that ends by itself is a mistake of the test. */
async function exitOf(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    await once(child, 'exit');
  }
  if (child.signalCode !== 'SIGKILL') {
    throw new Error(`The engine's process ended with ${child.exitCode}`);
  }
}
