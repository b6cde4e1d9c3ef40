import {
  flagAt,
  JsonObject,
  numberAt,
  objectAt,
  objectsAt,
  textAt,
} from '../json/Json';
import { KubernetesObject } from '../objects/KubernetesObject';

/** What a strategy reads of a Rollout: its spec with defaults, and the status it had. */
export interface RolloutView {
  rollout: KubernetesObject;
  desired: number;
  hash: string;
  revision: number;
  current: KubernetesObject;
  sets: KubernetesObject[];
  status: JsonObject;
  stable: string;
  /** The template changed since the last look, or an aborted update is tried again: what was said before is void. */
  startsOver: boolean;
}

/** What a strategy decides; the controller adds the counts. */
export interface RolloutOutcome {
  stableRS: string;
  abort: boolean;
  /** Why it was aborted, beyond that somebody asked for it. */
  abortReason: string | undefined;
  promoteFull: boolean;
  controllerPause: boolean;
  pauseConditions: JsonObject[];
  /** Whether the update went all the way. */
  complete: boolean;
  /** What is still to happen, when the pods are all there. */
  waitingFor: string;
  fields: JsonObject;
  again: number | undefined;
  invalid: string | undefined;
}

/** How the last look left the switches that people and analyses set. */
export function carriedOver(view: RolloutView): RolloutOutcome {
  const { status, startsOver } = view;
  return {
    stableRS: view.stable,
    abort: !startsOver && flagAt(status, 'abort'),
    abortReason: undefined,
    promoteFull: !startsOver && flagAt(status, 'promoteFull'),
    controllerPause: !startsOver && flagAt(status, 'controllerPause'),
    pauseConditions: startsOver ? [] : objectsAt(status, 'pauseConditions'),
    complete: false,
    waitingFor: '',
    fields: {},
    again: undefined,
    invalid: undefined,
  };
}

export const ROLLOUT_HASH_LABEL = 'rollouts-pod-template-hash';
export const ROLLOUT_REVISION = 'rollout.argoproj.io/revision';

export function setOfHash(
  view: RolloutView,
  hash: string,
): KubernetesObject | undefined {
  return view.sets.find(
    set => set.metadata.labels?.[ROLLOUT_HASH_LABEL] === hash,
  );
}

export function desiredReplicas(rollout: KubernetesObject): number {
  return numberAt(rollout, 'spec', 'replicas') ?? 1;
}

export function strategyOf(rollout: KubernetesObject): {
  blueGreen: JsonObject | undefined;
  canary: JsonObject | undefined;
} {
  const strategy = objectAt(rollout, 'spec', 'strategy');
  return {
    blueGreen:
      strategy.blueGreen === undefined
        ? undefined
        : objectAt(strategy, 'blueGreen'),
    canary:
      strategy.canary === undefined ? undefined : objectAt(strategy, 'canary'),
  };
}

/** The message of an abort that an analysis caused, kept as long as the abort stands. */
export function abortMessage(
  view: RolloutView,
  outcome: RolloutOutcome,
): string {
  const base = `Rollout aborted update to revision ${view.revision}`;
  if (outcome.abortReason !== undefined) {
    return `${base}: ${outcome.abortReason}`;
  }
  const known = objectsAt(view.status, 'conditions').find(
    condition => condition.reason === 'RolloutAborted',
  );
  const message = textAt(known, 'message');
  return message?.startsWith(base) ? message : base;
}
