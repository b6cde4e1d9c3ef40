import { TriageState } from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';

/** A change of state, as the history of findings tells it. */
export interface StateChange {
  at: string;
  state: TriageState;
  note: string;
  by?: string;
  reason?: string;
}

/** Notes a change of state of findings in their history. */
export async function transition(
  trx: Knex.Transaction,
  keys: number[],
  change: StateChange,
): Promise<void> {
  if (keys.length === 0) {
    return;
  }
  await trx('finding_transitions').insert(
    keys.map(key => ({
      finding_key: key,
      at: change.at,
      by: change.by ?? null,
      state: change.state,
      reason: change.reason ?? null,
      note: change.note,
    })),
  );
}
