import {
  PipelineRun,
  PullRequest,
} from '@fairway/backstage-plugin-delivery-common';
import { KnownRuns } from '@fairway/backstage-plugin-delivery-node';
import { Knex } from 'knex';

interface RunRow {
  service_ref: string;
  id: string;
  source_id: string;
  created_at: string;
  /** Empty while it goes on. */
  finished_at: string | null;
  body: string;
}

interface PullRequestRow {
  service_ref: string;
  source_id: string;
  body: string;
}

const maxKnown = 1_000;
/** How many times as many runs are read as are shown, as some of them are left out. */
const spareRuns = 3;

/** Pipeline runs and open pull requests in the database. Old runs are kept. */
export class PipelineRunStore {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): PipelineRunStore {
    return new PipelineRunStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Returns false if nothing changed. */
  async observeRuns(
    sourceId: string,
    serviceRef: string,
    runs: PipelineRun[],
  ): Promise<boolean> {
    return this.#knex.transaction(async trx => {
      const stored = await trx<RunRow>('pipeline_runs')
        .where({ service_ref: serviceRef })
        .whereIn(
          'id',
          runs.map(run => run.id),
        );
      const bodies = new Map(stored.map(row => [row.id, row.body]));
      const changed = new Map<string, RunRow>();
      for (const run of runs) {
        const body = JSON.stringify(trimRun(run));
        if (bodies.get(run.id) !== body) {
          changed.set(run.id, {
            service_ref: serviceRef,
            id: run.id,
            source_id: sourceId,
            created_at: run.createdAt,
            finished_at: finishedAtOf(run) ?? null,
            body,
          });
        }
      }
      if (changed.size > 0) {
        await trx<RunRow>('pipeline_runs')
          .insert([...changed.values()])
          .onConflict(['service_ref', 'id'])
          .merge();
      }
      return changed.size > 0;
    });
  }

  /** What is stored of one source. */
  async known(sourceId: string, serviceRef: string): Promise<KnownRuns> {
    const own = () =>
      this.#knex<RunRow>('pipeline_runs').where({
        service_ref: serviceRef,
        source_id: sourceId,
      });
    const [finished, unfinished] = await Promise.all([
      own()
        .whereNotNull('finished_at')
        .orderBy('created_at', 'desc')
        .limit(maxKnown)
        .select('id', 'finished_at'),
      own()
        .whereNull('finished_at')
        .orderBy('created_at', 'desc')
        .limit(maxKnown)
        .select('body'),
    ]);
    return {
      finished: new Map(finished.map(row => [row.id, row.finished_at ?? ''])),
      unfinished: unfinished.map((row): PipelineRun => JSON.parse(row.body)),
    };
  }

  /**
   * Newest first. Runs in which nothing ran, such as that of the previews for a pull request without one, are left out.
   */
  async recentRuns(serviceRef: string, limit: number): Promise<PipelineRun[]> {
    const rows = await this.#knex<RunRow>('pipeline_runs')
      .where({ service_ref: serviceRef })
      .orderBy('created_at', 'desc')
      .limit(limit * spareRuns);
    return rows
      .map((row): PipelineRun => JSON.parse(row.body))
      .filter(run => run.state !== 'skipped')
      .slice(0, limit);
  }

  /** Replaces the list of one source. Returns false if it was the same. */
  async observePullRequests(
    sourceId: string,
    serviceRef: string,
    pullRequests: PullRequest[],
  ): Promise<boolean> {
    const row: PullRequestRow = {
      service_ref: serviceRef,
      source_id: sourceId,
      body: JSON.stringify(pullRequests.slice(0, 200)),
    };
    return this.#knex.transaction(async trx => {
      const stored = await trx<PullRequestRow>('pull_requests')
        .where({ service_ref: serviceRef, source_id: sourceId })
        .first();
      if (stored?.body === row.body) {
        return false;
      }
      await trx<PullRequestRow>('pull_requests')
        .insert(row)
        .onConflict(['service_ref', 'source_id'])
        .merge();
      return stored !== undefined || pullRequests.length > 0;
    });
  }

  async pullRequests(serviceRef: string): Promise<PullRequest[]> {
    const rows = await this.#knex<PullRequestRow>('pull_requests').where({
      service_ref: serviceRef,
    });
    return rows
      .flatMap((row): PullRequest[] => JSON.parse(row.body))
      .sort((a, b) => b.number - a.number);
  }
}

/** A run that ended without telling when counts as finished all the same. */
function finishedAtOf(run: PipelineRun): string | undefined {
  return run.state === 'queued' || run.state === 'running'
    ? undefined
    : run.finishedAt ?? run.createdAt;
}

/** A run has a known size: what is longer than people read is cut. */
function trimRun(run: PipelineRun): PipelineRun {
  return {
    ...run,
    title: run.title.slice(0, 300),
    result: run.result.slice(0, 300),
    stages: run.stages.slice(0, 100),
  };
}
