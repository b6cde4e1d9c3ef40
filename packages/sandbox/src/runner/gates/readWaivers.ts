import { InputError } from '@backstage/errors';
import { parse } from 'yaml';
import { z } from 'zod';
import { GateFinding } from './findingsIn';

/** Where a service says which findings a gate lets pass for a while. */
export const WAIVERS_FILE = '.security/waivers.yaml';

const LONGEST_MS = 180 * 24 * 60 * 60 * 1000;

const text = z.coerce.string().min(1);
const waiversSchema = z.strictObject({
  waivers: z.array(
    z.strictObject({
      id: text,
      path: z.string().default(''),
      reason: text,
      owner: text,
      expires: z.string().regex(/^\d{4}-\d{2}-\d{2}$/),
    }),
  ),
});

/** A finding that somebody accepted for a while. */
export type Waiver = z.infer<typeof waiversSchema>['waivers'][number];

/** Fails when a waiver lacks a field, is over, or lasts too long: then the gate stays shut. */
export function readWaivers(file: string, now: Date): Waiver[] {
  const parsed = waiversSchema.safeParse(parse(file));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new InputError(
      `${WAIVERS_FILE}: ${issue.path.join('.')}: ${issue.message}`,
    );
  }
  const today = now.toISOString().slice(0, 10);
  const last = new Date(now.getTime() + LONGEST_MS).toISOString().slice(0, 10);
  for (const { id, expires, owner } of parsed.data.waivers) {
    if (expires < today) {
      throw new InputError(
        `${WAIVERS_FILE}: the waiver of ${id} expired on ${expires}: ${owner} fixes it or renews the waiver`,
      );
    }
    if (expires > last) {
      throw new InputError(
        `${WAIVERS_FILE}: the waiver of ${id} expires on ${expires}, more than 180 days from now`,
      );
    }
  }
  return parsed.data.waivers;
}

export function covers(waiver: Waiver, { rule, path }: GateFinding): boolean {
  // Image scanners append the package: CVE-2026-1234-openssl.
  const isSame = rule === waiver.id || rule.startsWith(`${waiver.id}-`);
  return isSame && (waiver.path === '' || waiver.path === path);
}
