import {
  Health,
  healthSchema,
} from '@fairway/backstage-plugin-delivery-common';
import { PastDeployment } from '@fairway/backstage-plugin-delivery-node';
import { Knex } from 'knex';
import { worseOverTime } from './mergeObservations';

/** A service in an environment, as a key of tables. */
export interface Place {
  service_ref: string;
  environment: string;
}

interface SpanRow extends Place {
  id: number;
  digest: string;
  since: string;
  until: string | null;
  worst_health: string;
}

/** Nobody watched then. */
const unwatched: Health = 'unknown';

/**
 * Ends the span of the release that ran until now and begins that of the next; undefined if nothing runs any more.
 * Returns since when the next one runs. When the environment is seen first, what its source knows of the past is
 * stored, too; later that adds nothing, because what was observed is better than what was left behind.
 */
export async function recordDeployment(
  trx: Knex.Transaction,
  place: Place,
  next: {
    digest: string | undefined;
    health: Health;
    past: PastDeployment[];
    at: string;
  },
): Promise<string> {
  const { digest, health, at } = next;
  const ended = await trx<SpanRow>('deployment_history')
    .where(place)
    .whereNull('until')
    .update({ until: at });
  const first =
    ended === 0 &&
    !(await trx<SpanRow>('deployment_history').where(place).first('id'));
  const past = first ? next.past.filter(({ from }) => isTime(from, at)) : [];
  const running = past.findLastIndex(each => each.digest === digest);
  const before = running < 0 ? past : past.slice(0, running);
  const since = past[running]?.from ?? at;
  const rows = before.flatMap(({ digest: earlier, from, to }) =>
    to && isTime(to, since)
      ? [
          {
            ...place,
            digest: earlier,
            since: timeOf(from),
            until: timeOf(to),
            worst_health: unwatched,
          },
        ]
      : [],
  );
  if (digest) {
    await trx('deployment_history').insert([
      ...rows,
      {
        ...place,
        digest,
        since: timeOf(since),
        until: null,
        worst_health: health,
      },
    ]);
  }
  return timeOf(since);
}

/** Notes the worst that a release went through. */
export async function recordHealth(
  trx: Knex.Transaction,
  place: Place,
  health: Health,
): Promise<void> {
  const open = await trx<SpanRow>('deployment_history')
    .where(place)
    .whereNull('until')
    .first();
  const worst =
    open &&
    worseOverTime(
      healthSchema.catch('unknown').parse(open.worst_health),
      health,
    );
  if (open && worst !== open.worst_health) {
    await trx<SpanRow>('deployment_history')
      .where({ id: open.id })
      .update({ worst_health: worst });
  }
}

/** True for a readable time that is not after another one. */
function isTime(text: string, notAfter: string): boolean {
  return Date.parse(text) <= Date.parse(notAfter);
}

/** Every time in the one spelling that sorts as text. */
function timeOf(text: string): string {
  return new Date(text).toISOString();
}
