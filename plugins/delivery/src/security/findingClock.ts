import { Finding } from '@fairway/backstage-plugin-delivery-common';

const day = 24 * 3600 * 1000;
const soonDays = 10;

/** What the service-level clock of a finding says now. */
export type FindingClock =
  | { kind: 'overdue'; days: number; at: string }
  | { kind: 'due-soon'; days: number; at: string }
  | { kind: 'due'; days: number; at: string }
  | { kind: 'accepted'; until: string }
  | { kind: 'fixed'; at?: string }
  | { kind: 'none' };

export function findingClock(
  finding: Pick<Finding, 'state' | 'dueAt' | 'acceptedUntil' | 'fixedAt'>,
  now: Date,
): FindingClock {
  switch (finding.state) {
    case 'fixed':
      return { kind: 'fixed', at: finding.fixedAt };
    case 'risk-accepted':
      return finding.acceptedUntil
        ? { kind: 'accepted', until: finding.acceptedUntil }
        : { kind: 'none' };
    case 'false-positive':
      return { kind: 'none' };
    case 'open':
    case 'acknowledged':
      return runningClock(finding.dueAt, now);
    default:
      return neverState(finding.state);
  }
}

function runningClock(dueAt: string | undefined, now: Date): FindingClock {
  if (!dueAt) {
    return { kind: 'none' };
  }
  const left = new Date(dueAt).getTime() - now.getTime();
  if (left < 0) {
    return { kind: 'overdue', days: Math.floor(-left / day), at: dueAt };
  }
  const days = Math.ceil(left / day);
  return { kind: days <= soonDays ? 'due-soon' : 'due', days, at: dueAt };
}

function neverState(state: never): never {
  throw new Error(`Unexpected triage state ${state}`);
}
