import {
  Freshness,
  Provenance,
} from '@fairway/backstage-plugin-delivery-common';

const order: Record<Freshness, number> = {
  fresh: 0,
  stale: 1,
  unreachable: 2,
  denied: 3,
};

/** The least trustworthy of several provenances, the oldest of equals; undefined if nothing ever reported. */
export function worstOf(
  provenance: readonly Provenance[],
): Provenance | undefined {
  let worst: Provenance | undefined;
  for (const one of provenance) {
    if (
      !worst ||
      order[one.state] > order[worst.state] ||
      (one.state === worst.state && (one.asOf ?? '') < (worst.asOf ?? ''))
    ) {
      worst = one;
    }
  }
  return worst;
}
