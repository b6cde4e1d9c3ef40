import { DeploymentCheck } from '@fairway/backstage-plugin-delivery-common';
import {
  DerivedObservation,
  shortMessage,
} from '@fairway/backstage-plugin-delivery-node';
import { KustomizationObject } from './KustomizationObject';

/**
 * What the Kustomizations of an environment say about it: whether the newest commit is applied, which one is, how healthy
 * Flux finds what it applied, and how checks went. The running digest is not theirs to tell.
 */
export function kustomizationObservation(
  kustomizations: readonly KustomizationObject[],
): DerivedObservation | undefined {
  const [main, ...others] = kustomizations.filter(({ check }) => !check);
  if (!main) {
    return undefined;
  }
  const observation: DerivedObservation = {
    ...stateOf(main),
    checks: kustomizations.flatMap(checkOf),
  };
  return others.length === 0
    ? observation
    : {
        ...observation,
        health: 'unknown',
        message: `several Kustomizations claim this environment: ${[
          main,
          ...others,
        ]
          .map(({ name }) => name)
          .sort()
          .join(', ')}`,
      };
}

function stateOf(
  kustomization: KustomizationObject,
): Pick<
  DerivedObservation,
  'health' | 'sync' | 'revision' | 'message' | 'messageKind' | 'details'
> {
  const { suspended, ready, appliedRevision, attemptedRevision } =
    kustomization;
  const applied = appliedRevision && { revision: appliedRevision };
  if (suspended) {
    return {
      health: 'unknown',
      sync: 'unknown',
      ...applied,
      message: 'suspended in Flux: commits are not applied',
      messageKind: 'cause',
    };
  }
  if (ready?.status === 'True') {
    return { health: 'healthy', sync: 'synced', ...applied };
  }
  if (ready?.status !== 'False') {
    return {
      health: ready ? 'progressing' : 'unknown',
      sync:
        appliedRevision && appliedRevision === attemptedRevision
          ? 'synced'
          : 'out-of-sync',
      ...applied,
    };
  }
  const reason = ready.message && {
    message: shortMessage(ready.message),
    details: [ready.message],
  };
  switch (ready.reason) {
    // All was applied; what came of it is not healthy.
    case 'HealthCheckFailed':
      return {
        health: 'degraded',
        sync: 'synced',
        ...(attemptedRevision && { revision: attemptedRevision }),
        ...reason,
        messageKind: 'symptom',
      };
    // It waits for its turn.
    case 'DependencyNotReady':
      return {
        health: 'progressing',
        sync: 'out-of-sync',
        ...applied,
        ...reason,
        messageKind: 'symptom',
      };
    // What runs is what was applied before, and Flux does not look at it.
    default:
      return {
        health: 'unknown',
        sync: 'out-of-sync',
        ...applied,
        ...reason,
        messageKind: 'cause',
      };
  }
}

function checkOf({
  check,
  ready,
  appliedRevision,
  attemptedRevision,
}: KustomizationObject): DeploymentCheck[] {
  if (!check) {
    return [];
  }
  const kind = check === 'smoke-test' ? 'smoke-test' : 'hook';
  const name = check === 'smoke-test' ? 'Smoke test' : check;
  const at = ready?.since && { at: ready.since };
  if (ready?.status === 'True') {
    const revision = appliedRevision && { revision: appliedRevision };
    return [{ kind, name, state: 'passed', ...revision, ...at }];
  }
  const revision = attemptedRevision && { revision: attemptedRevision };
  if (ready?.status === 'False' && ready.reason === 'HealthCheckFailed') {
    const summary = ready.message && { summary: ready.message.slice(0, 300) };
    return [{ kind, name, state: 'failed', ...summary, ...revision, ...at }];
  }
  // Waiting for the environment, or kept from running: no verdict.
  const state = ready?.status === 'Unknown' ? 'running' : 'pending';
  return [{ kind, name, state, ...revision }];
}
