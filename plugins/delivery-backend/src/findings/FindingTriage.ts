import {
  TriageRequest,
  TriageState,
} from '@fairway/backstage-plugin-delivery-common';
import { InputError, NotFoundError } from '@backstage/errors';
import { Knex } from 'knex';
import { ClockDays } from '../pipelines/pipelineConfig';
import { lockService } from './lockService';
import { transition } from './transition';
import { dueAtOf, FindingRow, severityOf, stateOf } from './findingRow';
import { recountCommitsOf, recountService } from './rollups';

const expiryBatch = 200;

/** Decisions of people about findings, and their end. */
export class FindingTriage {
  readonly #knex: Knex;
  readonly #clockDays: ClockDays;

  static create(options: { knex: Knex; clockDays: ClockDays }): FindingTriage {
    return new FindingTriage(options.knex, options.clockDays);
  }

  private constructor(knex: Knex, clockDays: ClockDays) {
    this.#knex = knex;
    this.#clockDays = clockDays;
  }

  async decide(
    serviceRef: string,
    id: string,
    request: TriageRequest,
    by: string,
    now: Date,
  ): Promise<void> {
    const { state, owner, reason, acceptedUntil } = request;
    if (acceptedUntil && Date.parse(acceptedUntil) <= now.getTime()) {
      throw new InputError(
        `acceptedUntil: ${acceptedUntil} is past; an accepted risk ends in the future`,
      );
    }
    await this.#knex.transaction(async trx => {
      await lockService(trx, serviceRef);
      const row = await trx<FindingRow>('findings')
        .where({ service_ref: serviceRef, id })
        .forUpdate()
        .first();
      if (!row) {
        throw new NotFoundError(`No finding '${id}' of '${serviceRef}'`);
      }
      await this.#change(trx, row, {
        state,
        by,
        at: now.toISOString(),
        note: noteOf(state),
        owner,
        reason,
        acceptedUntil:
          state === 'risk-accepted' && acceptedUntil
            ? new Date(acceptedUntil).toISOString()
            : undefined,
      });
    });
  }

  /** Opens again what was accepted until now. Returns the refs of the services concerned. */
  async expire(now: Date): Promise<string[]> {
    const at = now.toISOString();
    const changed = new Set<string>();
    for (;;) {
      const rows = await this.#knex<FindingRow>('findings')
        .where(endedBy(at))
        .limit(expiryBatch);
      for (const row of rows) {
        if (await this.#expire(row, at)) {
          changed.add(row.service_ref);
        }
      }
      if (rows.length < expiryBatch) {
        return [...changed];
      }
    }
  }

  /** Returns false if somebody decided anew meanwhile: that counts. */
  async #expire(seen: FindingRow, at: string): Promise<boolean> {
    return this.#knex.transaction(async trx => {
      await lockService(trx, seen.service_ref);
      const row = await trx<FindingRow>('findings')
        .where({ key: seen.key })
        .where(endedBy(at))
        .forUpdate()
        .first();
      if (!row) {
        return false;
      }
      await this.#change(trx, row, {
        state: 'open',
        at,
        note: `The accepted risk ended on ${row.accepted_until}`,
      });
      return true;
    });
  }

  async #change(
    trx: Knex.Transaction,
    row: FindingRow,
    change: {
      state: TriageState;
      at: string;
      note: string;
      by?: string;
      owner?: string;
      reason?: string;
      acceptedUntil?: string;
    },
  ): Promise<void> {
    // A decision about a finding that no scan reports any more counts for the releases that still have it.
    const state = stateOf(row) === 'fixed' ? 'fixed' : change.state;
    await trx<FindingRow>('findings')
      .where({ key: row.key })
      .update({
        state,
        decision: change.state,
        owner: change.owner ?? null,
        reason: change.reason ?? null,
        accepted_until: change.acceptedUntil ?? null,
        due_at:
          dueAtOf({
            severity: severityOf(row),
            state,
            firstSeenAt: row.first_seen_at,
            clockDays: this.#clockDays,
          }) ?? null,
      });
    await transition(trx, [row.key], change);
    await recountCommitsOf(trx, row.service_ref, [row.key]);
    await recountService(trx, row.service_ref, {
      at: change.at,
      introduced: 0,
      fixed: 0,
    });
  }
}

/** Accepted risks whose time is over. */
function endedBy(at: string): (query: Knex.QueryBuilder) => void {
  return query =>
    void query
      .where({ decision: 'risk-accepted' })
      .where('accepted_until', '<=', at);
}

function noteOf(state: TriageRequest['state']): string {
  switch (state) {
    case 'open':
      return 'Opened again';
    case 'acknowledged':
      return 'Acknowledged';
    case 'false-positive':
      return 'Marked as a false positive';
    case 'risk-accepted':
      return 'Risk accepted';
    default:
      throw new InputError(`No triage state '${String(state)}'`);
  }
}
