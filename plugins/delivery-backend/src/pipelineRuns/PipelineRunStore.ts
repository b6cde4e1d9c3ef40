import {
  PipelineRun,
  PullRequest,
} from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';

interface RunRow {
  service_ref: string;
  id: string;
  source_id: string;
  created_at: string;
  body: string;
}

interface PullRequestRow {
  service_ref: string;
  source_id: string;
  body: string;
}

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

  /** Newest first. */
  async recentRuns(serviceRef: string, limit: number): Promise<PipelineRun[]> {
    const rows = await this.#knex<RunRow>('pipeline_runs')
      .where({ service_ref: serviceRef })
      .orderBy('created_at', 'desc')
      .limit(limit);
    return rows.map(row => JSON.parse(row.body));
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

/** A run has a known size: what is longer than people read is cut. */
function trimRun(run: PipelineRun): PipelineRun {
  return {
    ...run,
    title: run.title.slice(0, 300),
    result: run.result.slice(0, 300),
    stages: run.stages.slice(0, 100),
  };
}
