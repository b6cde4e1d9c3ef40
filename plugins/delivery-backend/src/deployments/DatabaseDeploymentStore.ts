import {
  DeploymentObservation,
  PastDeployment,
} from '@fairway/backstage-plugin-delivery-node';
import { Knex } from 'knex';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MergedDeployment, mergeObservations } from './mergeObservations';
import { recordDeployment, recordHealth } from './recordDeployment';

interface ObservationRow {
  service_ref: string;
  environment: string;
  source_id: string;
  body: string;
}

interface DeploymentRow {
  service_ref: string;
  environment: string;
  digest: string | null;
  body: string;
  since: string | null;
  health_since: string | null;
}

/** A deployment as stored, with the sources that see it. */
export interface StoredDeployment extends MergedDeployment {
  since?: string;
  healthSince?: string;
  sources: string[];
}

/** Observations and what they amount to, in the database. */
export class DatabaseDeploymentStore {
  readonly #knex: Knex;
  readonly #now: () => Date;

  static create(options: {
    knex: Knex;
    now?: () => Date;
  }): DatabaseDeploymentStore {
    return new DatabaseDeploymentStore(
      options.knex,
      options.now ?? (() => new Date()),
    );
  }

  private constructor(knex: Knex, now: () => Date) {
    this.#knex = knex;
    this.#now = now;
  }

  /** Environments where something was seen now or before. */
  async list(serviceRef: string): Promise<StoredDeployment[]> {
    const [rows, observations] = await Promise.all([
      this.#knex<DeploymentRow>('deployments').where({
        service_ref: serviceRef,
      }),
      this.#knex<ObservationRow>('deployment_observations')
        .where({ service_ref: serviceRef })
        .select('environment', 'source_id')
        .orderBy('source_id'),
    ]);
    return rows.map(row => ({
      ...(JSON.parse(row.body) as MergedDeployment),
      since: row.since ?? undefined,
      healthSince: row.health_since ?? undefined,
      sources: observations
        .filter(each => each.environment === row.environment)
        .map(each => each.source_id),
    }));
  }

  /** Stores what a source sees. Returns false if that says nothing new. */
  async observe(
    sourceId: string,
    observation: DeploymentObservation,
  ): Promise<boolean> {
    const { serviceRef, environment } = observation;
    const body = JSON.stringify(trim(observation));
    return this.#knex.transaction(async trx => {
      // The lock makes two sources of one environment merge one after the other; SQLite has one writer anyway.
      await trx<DeploymentRow>('deployments')
        .insert({
          service_ref: serviceRef,
          environment,
          digest: null,
          body: JSON.stringify(emptyOf(environment)),
          since: null,
          health_since: null,
        })
        .onConflict(['service_ref', 'environment'])
        .ignore();
      const current = await trx<DeploymentRow>('deployments')
        .where({ service_ref: serviceRef, environment })
        .forUpdate()
        .first();
      const seen = await trx<ObservationRow>('deployment_observations').where({
        service_ref: serviceRef,
        environment,
      });
      if (
        !current ||
        seen.some(row => row.source_id === sourceId && row.body === body)
      ) {
        return false;
      }
      await trx<ObservationRow>('deployment_observations')
        .insert({
          service_ref: serviceRef,
          environment,
          source_id: sourceId,
          body,
        })
        .onConflict(['service_ref', 'environment', 'source_id'])
        .merge();
      const observations = new Map<string, DeploymentObservation>(
        seen.map(row => [row.source_id, JSON.parse(row.body)]),
      );
      observations.set(sourceId, observation);
      const merged = mergeObservations(observations);
      if (merged) {
        await this.#store(trx, current, merged, observation.past ?? []);
      }
      return true;
    });
  }

  /**
   * Makes what a source knows equal to the list; what is not listed is missing from now on. Returns the refs of the
   * services that changed.
   */
  async replaceAll(
    sourceId: string,
    observations: DeploymentObservation[],
  ): Promise<string[]> {
    const rows = await this.#knex<ObservationRow>('deployment_observations')
      .where({ source_id: sourceId })
      .select('service_ref', 'environment', 'body');
    const stored = new Map(
      rows.map(row => [keyOf(row.service_ref, row.environment), row]),
    );
    const changed = new Set<string>();
    for (const [index, observation] of observations.entries()) {
      if (index % 50 === 49) {
        // SQLite answers without leaving the event loop: let requests in between.
        await nextTurn();
      }
      const key = keyOf(observation.serviceRef, observation.environment);
      const same = stored.get(key)?.body === JSON.stringify(trim(observation));
      stored.delete(key);
      if (!same && (await this.observe(sourceId, observation))) {
        changed.add(observation.serviceRef);
      }
    }
    for (const row of stored.values()) {
      if (await this.remove(sourceId, row.service_ref, row.environment)) {
        changed.add(row.service_ref);
      }
    }
    return [...changed];
  }

  /** Says that a source sees nothing of the service in the environment any more. */
  async remove(
    sourceId: string,
    serviceRef: string,
    environment: string,
  ): Promise<boolean> {
    return this.observe(sourceId, {
      serviceRef,
      environment,
      health: 'missing',
    });
  }

  async #store(
    trx: Knex.Transaction,
    current: DeploymentRow,
    merged: MergedDeployment,
    past: PastDeployment[],
  ): Promise<void> {
    const now = this.#now().toISOString();
    const before = JSON.parse(current.body) as MergedDeployment;
    const place = {
      service_ref: current.service_ref,
      environment: current.environment,
    };
    let { since } = current;
    if ((current.digest ?? undefined) === merged.digest) {
      await recordHealth(trx, place, merged.health);
    } else {
      const { digest, health } = merged;
      since = await recordDeployment(trx, place, {
        digest,
        health,
        past,
        at: now,
      });
    }
    await trx<DeploymentRow>('deployments')
      .where(place)
      .update({
        digest: merged.digest ?? null,
        body: JSON.stringify(merged),
        since,
        health_since:
          before.health === merged.health && current.health_since
            ? current.health_since
            : now,
      });
  }
}

function emptyOf(environment: string): MergedDeployment {
  return { environment, health: 'unknown', sync: 'unknown', checks: [] };
}

function keyOf(serviceRef: string, environment: string): string {
  return `${environment}@${serviceRef}`;
}

/** A row has a known size: what is longer than people read is cut. The past has rows of its own. */
function trim(observation: DeploymentObservation): DeploymentObservation {
  const { past, ...present } = observation;
  return {
    ...present,
    message: present.message?.slice(0, 300),
    details: present.details?.slice(0, 3).map(each => each.slice(0, 300)),
    checks: present.checks?.slice(0, 20).map(check => ({
      ...check,
      summary: check.summary?.slice(0, 300),
    })),
  };
}
