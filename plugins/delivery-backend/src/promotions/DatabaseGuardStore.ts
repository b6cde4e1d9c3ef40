import { ConflictError } from '@backstage/errors';
import { Hold, Veto } from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { writeVeto } from '../releases/releaseOperations';
import { GuardRelease, GuardStore, NewHold } from './GuardStore';
import { insertHold, releaseHold } from './holdOperations';
import { isUniqueViolation } from './isUniqueViolation';
import { appendToRecord } from './PromotionRecord';
import { HoldRow, toHold } from './promotionRows';

/** Holds and vetoes in the database. */
export class DatabaseGuardStore implements GuardStore {
  readonly #knex: Knex;

  static create(options: { knex: Knex }): DatabaseGuardStore {
    return new DatabaseGuardStore(options.knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async holds(serviceRef: string): Promise<Hold[]> {
    const rows = await this.#knex<HoldRow>('holds')
      .where({ service_ref: serviceRef })
      .whereNull('released_at');
    return rows.map(toHold);
  }

  async hold(
    serviceRef: string,
    environment: string,
  ): Promise<Hold | undefined> {
    const holds = await this.holds(serviceRef);
    return holds.find(hold => hold.environment === environment);
  }

  async setHold(serviceRef: string, hold: NewHold): Promise<void> {
    try {
      await this.#knex.transaction(trx => insertHold(trx, serviceRef, hold));
    } catch (error) {
      throw isUniqueViolation(error)
        ? new ConflictError(
            `${hold.environment} of '${serviceRef}' is held already; release that hold first`,
          )
        : error;
    }
  }

  async releaseHold(
    serviceRef: string,
    environment: string,
    release: GuardRelease,
  ): Promise<boolean> {
    return this.#knex.transaction(trx =>
      releaseHold(trx, serviceRef, environment, release),
    );
  }

  async setVeto(
    serviceRef: string,
    release: { id: string; version: string },
    veto: Veto,
  ): Promise<boolean> {
    return this.#changeVeto(serviceRef, release, veto, {
      ...veto,
      kind: 'veto',
    });
  }

  async withdrawVeto(
    serviceRef: string,
    release: { id: string; version: string },
    withdrawal: GuardRelease,
  ): Promise<boolean> {
    return this.#changeVeto(serviceRef, release, undefined, {
      ...withdrawal,
      kind: 'veto-withdrawn',
    });
  }

  async #changeVeto(
    serviceRef: string,
    release: { id: string; version: string },
    veto: Veto | undefined,
    event: GuardRelease & { kind: 'veto' | 'veto-withdrawn' },
  ): Promise<boolean> {
    return this.#knex.transaction(async trx => {
      const changed = await writeVeto(trx, serviceRef, release.id, veto);
      if (changed) {
        await appendToRecord(trx, serviceRef, [
          {
            at: event.at,
            actor: event.by,
            kind: event.kind,
            release: release.version,
            text: event.reason,
          },
        ]);
      }
      return changed;
    });
  }
}
