import { createHash, randomUUID } from 'node:crypto';
import { Knex } from 'knex';

/** What an event of the record is about. */
export type RecordKind =
  | 'promotion'
  | 'state'
  | 'approval'
  | 'rejection'
  | 'approvals-lapsed'
  | 'freeze-override'
  | 'written'
  | 'hold'
  | 'hold-released'
  | 'veto'
  | 'veto-withdrawn'
  | 'incident';

/** Who did what, when and why. */
export interface RecordEvent {
  at: string;
  actor: string;
  kind: RecordKind;
  environment?: string;
  promotionId?: string;
  /** Version of the release, for people. */
  release?: string;
  text: string;
}

interface RecordRow {
  id: string;
  service_ref: string;
  position: number;
  at: string;
  actor: string;
  kind: RecordKind;
  environment: string | null;
  promotion_id: string | null;
  release: string | null;
  text: string;
  previous_hash: string;
  hash: string;
}

interface HeadRow {
  service_ref: string;
  position: number;
  hash: string;
}

const START = '0'.repeat(64);

/** Adds events to a service's chain, in the transaction that makes them true. */
export async function appendToRecord(
  trx: Knex.Transaction,
  serviceRef: string,
  events: RecordEvent[],
): Promise<void> {
  if (events.length === 0) {
    return;
  }
  let { position, hash } = await lockHead(trx, serviceRef);
  for (const event of events) {
    position += 1;
    const row = {
      id: `e-${randomUUID()}`,
      service_ref: serviceRef,
      position,
      at: event.at,
      actor: event.actor,
      kind: event.kind,
      environment: event.environment ?? null,
      promotion_id: event.promotionId ?? null,
      release: event.release ?? null,
      text: event.text,
      previous_hash: hash,
    };
    hash = hashOf(row);
    await trx<RecordRow>('promotion_record').insert({ ...row, hash });
  }
  await trx<HeadRow>('promotion_record_heads')
    .where({ service_ref: serviceRef })
    .update({ position, hash });
}

/** Result of reading a whole chain again. */
export type RecordVerdict =
  | { intact: true; events: number }
  | { intact: false; position: number; because: string };

/** Reads a service's chain from its start and says whether anything was changed, lost, inserted or cut off. */
export async function verifyRecord(
  knex: Knex,
  serviceRef: string,
): Promise<RecordVerdict> {
  let previous = START;
  let position = 0;
  for (;;) {
    const rows = await knex<RecordRow>('promotion_record')
      .where({ service_ref: serviceRef })
      .andWhere('position', '>', position)
      .orderBy('position')
      .limit(500);
    if (rows.length === 0) {
      break;
    }
    for (const { hash, ...row } of rows) {
      if (row.position !== position + 1) {
        return broken(position + 1, 'the event is missing');
      }
      if (row.previous_hash !== previous) {
        return broken(row.position, 'the event does not follow the one before');
      }
      if (hashOf(row) !== hash) {
        return broken(row.position, 'the event was changed');
      }
      position = row.position;
      previous = hash;
    }
  }
  const head = await knex<HeadRow>('promotion_record_heads')
    .where({ service_ref: serviceRef })
    .first();
  if (
    (head?.position ?? 0) !== position ||
    (head?.hash ?? START) !== previous
  ) {
    return broken(position + 1, 'the newest events were cut off');
  }
  return { intact: true, events: position };
}

async function lockHead(
  trx: Knex.Transaction,
  serviceRef: string,
): Promise<{ position: number; hash: string }> {
  await trx<HeadRow>('promotion_record_heads')
    .insert({ service_ref: serviceRef, position: 0, hash: START })
    .onConflict('service_ref')
    .ignore();
  // SQLite ignores `for update`; it has one writer anyway.
  const head = await trx<HeadRow>('promotion_record_heads')
    .where({ service_ref: serviceRef })
    .forUpdate()
    .first();
  if (!head) {
    throw new Error(`The record of '${serviceRef}' has no head`);
  }
  return head;
}

function hashOf(row: Omit<RecordRow, 'hash'>): string {
  const content = [
    row.previous_hash,
    row.id,
    row.service_ref,
    row.position,
    row.at,
    row.actor,
    row.kind,
    row.environment,
    row.promotion_id,
    row.release,
    row.text,
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function broken(position: number, because: string): RecordVerdict {
  return { intact: false, position, because };
}
