import {
  Finding,
  TriageRequest,
  triageRequestSchema,
} from '@fairway/backstage-plugin-delivery-common';
import { DateTime } from 'luxon';

export type TriageChoice = TriageRequest['state'];

export const triageChoices: readonly TriageChoice[] = [
  'open',
  'acknowledged',
  'false-positive',
  'risk-accepted',
];

/** What a person has typed so far; `endsOn` is a calendar day such as `2026-12-18`. */
export type TriageDraft = {
  state: TriageChoice;
  owner: string;
  reason: string;
  endsOn: string;
};

export type TriageField = 'owner' | 'reason' | 'acceptedUntil';

export type TriageCheck =
  | { ok: true; request: TriageRequest }
  | { ok: false; problems: Partial<Record<TriageField, string>> };

export function triageDraftOf(finding: Finding): TriageDraft {
  return {
    state: finding.state === 'fixed' ? 'open' : finding.state,
    owner: finding.owner ?? '',
    reason: finding.reason ?? '',
    endsOn: localDay(finding.acceptedUntil),
  };
}

/** Checks with the server's own schema, so that browser and server never disagree about what is complete. */
export function checkTriage(form: TriageDraft, now: Date): TriageCheck {
  const accepted = form.state === 'risk-accepted';
  const acceptedUntil =
    accepted && form.endsOn ? endOfDay(form.endsOn) : undefined;
  const parsed = triageRequestSchema.safeParse({
    state: form.state,
    owner: form.owner || undefined,
    reason: form.reason.trim() || undefined,
    acceptedUntil,
  });
  const problems: Partial<Record<TriageField, string>> = {};
  if (!parsed.success) {
    for (const issue of parsed.error.issues) {
      const field = issue.path[0];
      if (
        field === 'owner' ||
        field === 'reason' ||
        field === 'acceptedUntil'
      ) {
        problems[field] = issue.message;
      }
    }
  }
  if (acceptedUntil && new Date(acceptedUntil) <= now) {
    problems.acceptedUntil =
      'choose a day in the future: an acceptance that has ended changes nothing';
  }
  if (!parsed.success || Object.keys(problems).length > 0) {
    return { ok: false, problems };
  }
  return { ok: true, request: parsed.data };
}

/** True if deciding now would change anything. */
export function isChanged(form: TriageDraft, finding: Finding): boolean {
  const before = triageDraftOf(finding);
  return (
    form.state !== before.state ||
    form.owner !== before.owner ||
    form.reason.trim() !== before.reason.trim() ||
    form.endsOn !== before.endsOn
  );
}

function localDay(iso: string | undefined): string {
  return (iso && DateTime.fromISO(iso).toISODate()) || '';
}

/** An acceptance holds through the whole day that a person named, in that person's time zone. */
function endOfDay(day: string): string | undefined {
  const end = new Date(`${day}T23:59:59`);
  return Number.isNaN(end.getTime()) ? undefined : end.toISOString();
}
