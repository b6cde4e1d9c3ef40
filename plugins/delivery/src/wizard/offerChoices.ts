import { PortalChoice } from './wizardRequests';

/** What a field of the wizard offers, and what it does not. */
export type OfferedChoices = {
  offered: { name: string; title: string; detail?: string }[];
  missing: { title: string; reason: string }[];
};

/**
 * Divides all choices of a field into those that are offered and those that are not, with the reason. Undefined while the
 * portal has not said yet what it is set up for.
 */
export function offerChoices(options: {
  titles: Record<string, string>;
  because: Record<string, string>;
  /** What the schema of the form allows after the choices made so far. */
  allowed: readonly unknown[];
  /** What the portal says; empty for a field that does not depend on it. */
  portal: PortalChoice[] | undefined;
}): OfferedChoices | undefined {
  const { titles, because, allowed, portal } = options;
  if (!portal) {
    return undefined;
  }
  const offered: OfferedChoices['offered'] = [];
  const missing: OfferedChoices['missing'] = [];
  for (const [name, title] of Object.entries(titles)) {
    const known = portal.find(choice => choice.name === name);
    if (!allowed.includes(name)) {
      missing.push({
        title,
        reason: because[name] ?? 'the choices made so far exclude it',
      });
    } else if (known?.problem) {
      missing.push({ title, reason: `it is ${known.problem}` });
    } else {
      offered.push({ name, title, detail: known?.detail });
    }
  }
  return { offered, missing };
}
