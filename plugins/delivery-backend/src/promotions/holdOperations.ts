import { randomUUID } from 'node:crypto';
import { Knex } from 'knex';
import { GuardRelease, NewHold } from './GuardStore';
import { appendToRecord } from './PromotionRecord';
import { HoldRow } from './promotionRows';

/** Sets a hold and records it. Violates a unique index if the environment is held. */
export async function insertHold(
  trx: Knex.Transaction,
  serviceRef: string,
  hold: NewHold,
): Promise<void> {
  await trx<HoldRow>('holds').insert({
    id: randomUUID(),
    service_ref: serviceRef,
    environment: hold.environment,
    by: hold.by,
    at: hold.at,
    reason: hold.reason,
    promotion_id: hold.promotionId ?? null,
  });
  await appendToRecord(trx, serviceRef, [
    {
      at: hold.at,
      actor: hold.by,
      kind: 'hold',
      environment: hold.environment,
      promotionId: hold.promotionId,
      release: hold.release,
      text: hold.reason,
    },
  ]);
}

/** Releases the hold of an environment, keeps it as history and records it. False if there was none. */
export async function releaseHold(
  trx: Knex.Transaction,
  serviceRef: string,
  environment: string,
  release: GuardRelease,
): Promise<boolean> {
  const changed = await trx<HoldRow>('holds')
    .where({ service_ref: serviceRef, environment })
    .whereNull('released_at')
    .update({ released_at: release.at, released_by: release.by });
  if (changed === 0) {
    return false;
  }
  await appendToRecord(trx, serviceRef, [
    {
      at: release.at,
      actor: release.by,
      kind: 'hold-released',
      environment,
      text: release.reason,
    },
  ]);
  return true;
}
