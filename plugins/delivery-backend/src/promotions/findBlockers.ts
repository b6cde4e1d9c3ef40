import {
  GateResult,
  Hold,
  PromotionKind,
  Release,
} from '@fairway/backstage-plugin-delivery-common';
import { VERIFIED_GATE } from './evaluateGates';
import { Place } from './PromotionFacts';
import { StoredPromotion, isRollback, isWaiting } from './StoredPromotion';
import { actorName } from './actorName';

/** Something that makes the server refuse a request, with the way out. */
export interface Blocker {
  title: string;
  detail: string;
  wayOut?: string;
  releaseId?: string;
}

/** Everything that stands in the way of a promotion; empty if the server would accept it. */
export function findBlockers(facts: {
  place: Place;
  kind: PromotionKind;
  release: Release;
  running: Release | undefined;
  hold: Hold | undefined;
  /** The active promotion, unless this one would replace it. */
  active: StoredPromotion | undefined;
  gates: GateResult[];
  /** For a rollback: whether the environment may go back to the release. */
  provenHere: boolean;
  manifestsError: string | undefined;
  choices: Release[];
}): Blocker[] {
  const { place, kind, release, running, hold, active, gates } = facts;
  const { name, after, entry } = place.environment;
  const instead = facts.choices.find(each => each.id !== release.id);
  const choose = instead && {
    wayOut: `Choose ${instead.version} instead`,
    releaseId: instead.id,
  };
  const blockers: Blocker[] = [];
  if (!isRollback(kind) && entry === 'pipeline') {
    blockers.push({
      title: `${name} takes releases from the pipeline`,
      detail: `Releases enter ${name} from the CI pipeline`,
      wayOut: 'Push a commit, or roll back to an earlier release',
    });
  }
  if (release.quarantine) {
    blockers.push({
      title: `${release.version} is quarantined`,
      detail: `${release.version} is quarantined and cannot enter ${name}: ${release.quarantine.reason}`,
      ...(choose ?? { wayOut: 'Mend the cause and build a new release' }),
    });
  }
  if (release.veto) {
    blockers.push({
      title: `${release.version} is marked bad`,
      detail: `${release.version} was marked bad by ${actorName(
        release.veto.by,
      )} and may enter no further environment: ${release.veto.reason}`,
      ...(choose ?? {
        wayOut: 'Have the mark withdrawn, or build a new release',
      }),
    });
  }
  if (running?.id === release.id) {
    blockers.push({
      title: `${release.version} runs already`,
      detail: `${name} of '${place.service.ref}' runs ${release.version} already`,
      ...(choose ?? { wayOut: 'Nothing has to be done' }),
    });
  }
  if (isRollback(kind) && !facts.provenHere) {
    blockers.push({
      title: `${release.version} is not known to have worked here`,
      detail: `${release.version} was never verified in ${name} and never ran there without failing, so it is no release to roll back to`,
      ...(choose ?? { wayOut: `Promote a mended release to ${name}` }),
    });
  }
  if (hold && !(isRollback(kind) && hold.promotionId)) {
    blockers.push({
      title: `${name} is held`,
      detail: `${name} is held by ${actorName(hold.by)}: ${hold.reason}`,
      wayOut: 'Release the hold first',
    });
  }
  if (active) {
    blockers.push(activeBlocker(active, name));
  }
  for (const gate of gates) {
    if (gate.id === VERIFIED_GATE && gate.state === 'pending') {
      blockers.push({
        title: gate.title,
        detail: `${release.version} cannot enter ${name}: ${gate.evidence}`,
        ...(choose ?? {
          wayOut: `Wait until it is verified in ${after.join(' and ')}`,
        }),
      });
    }
    if (gate.state === 'failed') {
      blockers.push({
        title: `${gate.title} failed`,
        detail: `Gate '${gate.title}' failed for ${release.version}: ${gate.evidence}`,
        ...(choose ?? { wayOut: 'Mend it and build a new release' }),
      });
    }
  }
  if (facts.manifestsError) {
    blockers.push({
      title: 'The manifests cannot be written',
      detail: facts.manifestsError,
    });
  }
  return blockers;
}

function activeBlocker(active: StoredPromotion, environment: string): Blocker {
  const what = active.kind === 'promote' ? 'promotion of' : 'rollback to';
  return {
    title: `Another ${
      active.kind === 'promote' ? 'promotion' : 'rollback'
    } is active`,
    detail: `The ${what} ${
      active.release.version
    } to ${environment}, requested by ${actorName(
      active.requestedBy,
    )}, is ${active.state.replace('-', ' ')}`,
    wayOut: isWaiting(active.state)
      ? 'Wait for it, or cancel it'
      : 'Wait until it is verified',
  };
}
