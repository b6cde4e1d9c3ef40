import {
  Provenance,
  SecurityView,
} from '@fairway/backstage-plugin-delivery-common';
import { worstOf } from '../status/worstOf';

/** What is known about the findings of a service. Four of these have nothing to list, and none of them looks like another. */
export type SecurityKnowledge =
  | { kind: 'findings'; trouble?: Provenance }
  | { kind: 'none'; trouble?: Provenance }
  | { kind: 'never-scanned' }
  | { kind: 'denied' }
  | { kind: 'unreachable'; source: Provenance };

export function securityKnowledge(view: SecurityView): SecurityKnowledge {
  const worst = worstOf(view.provenance);
  if (worst?.state === 'denied') {
    return { kind: 'denied' };
  }
  const trouble = worst && worst.state !== 'fresh' ? worst : undefined;
  if (view.total > 0) {
    return { kind: 'findings', trouble };
  }
  if (view.scans.some(scan => scan.complete)) {
    return { kind: 'none', trouble };
  }
  return trouble
    ? { kind: 'unreachable', source: trouble }
    : { kind: 'never-scanned' };
}
