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

/** Sets the hold of a rollback in place of an earlier rollback's. Violates the index if a person holds the environment. */
export async function replaceHold(
  trx: Knex.Transaction,
  serviceRef: string,
  hold: NewHold,
): Promise<void> {
  await releaseHold(
    trx,
    serviceRef,
    hold.environment,
    {
      by: hold.by,
      at: hold.at,
      reason: `Gives way to another hold: ${hold.reason}`,
    },
    { onlyOfRollbacks: true },
  );
  await insertHold(trx, serviceRef, hold);
}

/** The hold that a person, not a rollback, set on an environment. */
export function personsHold(
  trx: Knex.Transaction,
  serviceRef: string,
  environment: string,
): Knex.QueryBuilder {
  return trx<HoldRow>('holds')
    .where({ service_ref: serviceRef, environment })
    .whereNull('promotion_id')
    .whereNull('released_at');
}

/** Releases the hold of an environment, keeps it as history and records it. False if there was none. */
export async function releaseHold(
  trx: Knex.Transaction,
  serviceRef: string,
  environment: string,
  release: GuardRelease,
  { onlyOfRollbacks = false } = {},
): Promise<boolean> {
  const holds = trx<HoldRow>('holds')
    .where({ service_ref: serviceRef, environment })
    .whereNull('released_at');
  if (onlyOfRollbacks) {
    holds.whereNotNull('promotion_id');
  }
  const changed = await holds.update({
    released_at: release.at,
    released_by: release.by,
  });
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
