import { ManifestWriter } from '@fairway/backstage-plugin-delivery-node';
import { Place } from './PromotionFacts';
import { PromotionObservations } from './PromotionObservations';
import { ENGINE_ACTOR, StoredPromotion } from './StoredPromotion';

/** How a write ended. `refused` is a verdict about the content of the repository. */
export type WriteResult =
  | { is: 'written'; commit: string; url?: string }
  | { is: 'absent' }
  | { is: 'refused'; because: string };

/** Writes the manifests of a promotion, or only looks whether an earlier try did. May run twice. */
export async function writeManifests(options: {
  promotion: StoredPromotion;
  place: Place;
  observations: PromotionObservations;
  writer: ManifestWriter;
  mode: 'write' | 'find-write';
  signal: AbortSignal;
}): Promise<WriteResult> {
  const { promotion, place, observations, writer, signal } = options;
  const { release } = observations;
  if (!release) {
    throw new Error(
      `Release '${promotion.release.id}' of '${promotion.serviceRef}' is not stored`,
    );
  }
  const change = {
    service: place.service,
    environment: promotion.environment,
    release,
    promotionId: promotion.id,
    base: promotion.base,
    signal,
  };
  try {
    if (options.mode === 'find-write' && writer.find) {
      const found = await writer.find(change);
      return found ? { is: 'written', ...found } : { is: 'absent' };
    }
    const approvals = observations.approvals.filter(each => !each.lapsedAt);
    const written = await writer.write({
      ...change,
      unchangedSince: approvals.at(0)?.manifestsCommit,
      message: messageOf(promotion, place),
      trailers: trailersOf(promotion, approvals),
      author: authorOf(promotion.requestedBy),
    });
    return { is: 'written', ...written };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && error.name === 'ConflictError') {
      return { is: 'absent' };
    }
    if (isVerdict(error)) {
      return { is: 'refused', because: error.message };
    }
    throw error;
  }
}

/** True for errors about the content of the repository, which a retry does not mend. */
export function isVerdict(error: unknown): error is Error {
  return (
    error instanceof Error &&
    (error.name === 'NotFoundError' || error.name === 'InputError')
  );
}

function messageOf(promotion: StoredPromotion, place: Place): string {
  const { release, environment, reason } = promotion;
  const subject =
    promotion.kind === 'promote'
      ? `Promote ${place.service.name} ${release.version} to ${environment}`
      : `Roll back ${place.service.name} in ${environment} to ${release.version}`;
  return reason ? `${subject}\n\n${reason}` : subject;
}

function trailersOf(
  promotion: StoredPromotion,
  approvals: { by: string; decision: string }[],
): Record<string, string> {
  const approvers = approvals
    .filter(each => each.decision === 'approved')
    .map(each => each.by);
  return {
    'Fairway-Release': `${promotion.release.version} ${promotion.release.digest}`,
    'Fairway-Requested-By': promotion.requestedBy,
    ...(approvers.length > 0 && {
      'Fairway-Approved-By': approvers.join(', '),
    }),
  };
}

function authorOf(actor: string): { name: string; email: string } {
  if (actor === ENGINE_ACTOR) {
    return { name: 'Fairway', email: 'fairway@noreply.invalid' };
  }
  const name = (actor.split('/').at(-1) ?? actor).replace(/[<>\s]/g, '');
  return { name, email: `${name}@noreply.invalid` };
}
