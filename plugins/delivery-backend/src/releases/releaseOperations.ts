import { Veto } from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { Verification } from './ReleaseStore';

/** Which fact a verification is. */
export type VerificationKey = Pick<
  Verification,
  'serviceRef' | 'environment' | 'releaseId'
>;

/** Sets or, with undefined, withdraws the veto. False if it was so already or the release is unknown. */
export async function writeVeto(
  knex: Knex,
  serviceRef: string,
  releaseId: string,
  veto: Veto | undefined,
): Promise<boolean> {
  const query = knex('releases').where({
    service_ref: serviceRef,
    id: releaseId,
  });
  const changed = veto
    ? await query.whereNull('veto').update({ veto: JSON.stringify(veto) })
    : await query.whereNotNull('veto').update({ veto: null });
  return changed > 0;
}

/** Keeps the first time; the same fact again changes nothing. */
export async function insertVerification(
  knex: Knex,
  verification: Verification,
): Promise<void> {
  await knex('verifications')
    .insert({
      ...rowOf(verification),
      verified_at: verification.verifiedAt,
      promotion_id: verification.promotionId ?? null,
    })
    .onConflict(['service_ref', 'environment', 'release_id'])
    .ignore();
}

/** Takes a verification back: the release lost its health within the watch window. */
export async function deleteVerification(
  knex: Knex,
  verification: VerificationKey,
): Promise<void> {
  await knex('verifications').where(rowOf(verification)).delete();
}

function rowOf(verification: VerificationKey) {
  return {
    service_ref: verification.serviceRef,
    environment: verification.environment,
    release_id: verification.releaseId,
  };
}
