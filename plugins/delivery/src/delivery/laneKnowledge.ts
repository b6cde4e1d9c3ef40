import {
  Deployment,
  EnvironmentView,
  Provenance,
} from '@fairway/backstage-plugin-delivery-common';
import { worstOf } from '../status/worstOf';

/** What is known about an environment. The kinds of not knowing differ, and none of them is ever shown as zero. */
export type LaneKnowledge =
  | { kind: 'live'; deployment: Deployment }
  | { kind: 'stale'; deployment: Deployment; provenance: Provenance }
  | { kind: 'unreachable'; deployment?: Deployment; provenance: Provenance }
  | { kind: 'denied'; provenance: Provenance }
  | { kind: 'never-deployed' }
  | { kind: 'never-reported' };

/** Sorts out what an environment's stored values are worth. */
export function laneKnowledge(environment: EnvironmentView): LaneKnowledge {
  const { deployment } = environment;
  const provenance = worstOf(environment.provenance);
  if (provenance?.state === 'denied') {
    return { kind: 'denied', provenance };
  }
  if (provenance?.state === 'unreachable') {
    return { kind: 'unreachable', deployment, provenance };
  }
  if (!deployment) {
    return { kind: provenance ? 'never-deployed' : 'never-reported' };
  }
  if (provenance?.state === 'stale') {
    return { kind: 'stale', deployment, provenance };
  }
  return { kind: 'live', deployment };
}
