import { Knex } from 'knex';

/** One writer per service: whoever counts its findings must see what all others changed. Take it before other locks. */
export async function lockService(
  trx: Knex.Transaction,
  serviceRef: string,
): Promise<void> {
  await trx('services').where({ ref: serviceRef }).forUpdate().first();
}
