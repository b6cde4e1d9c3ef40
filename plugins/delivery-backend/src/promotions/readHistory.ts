import {
  HistoryEvent,
  promotionStateSchema,
} from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { PromotionRow, fromRow } from './promotionRows';

const promotionKinds = {
  promote: 'promotion',
  rollback: 'rollback',
  'auto-rollback': 'auto-rollback',
} as const;

const recordKinds = [
  'hold',
  'hold-released',
  'veto',
  'veto-withdrawn',
  'incident',
] as const;

type RecordLine = {
  id: string;
  at: string;
  kind: (typeof recordKinds)[number];
  actor: string;
  environment: string | null;
  promotion_id: string | null;
  release: string | null;
  text: string;
};

/** Promotions, holds, vetoes and incidents of a service as lines of history, newest first. */
export async function readHistory(
  knex: Knex,
  serviceRef: string,
  options: {
    limit: number;
    before?: { at: string; id: string };
    kinds?: HistoryEvent['kind'][];
  },
): Promise<{ events: HistoryEvent[]; total: number }> {
  const wanted = (kind: HistoryEvent['kind']) =>
    !options.kinds || options.kinds.includes(kind);
  const promotions = Object.entries(promotionKinds)
    .filter(([, kind]) => wanted(kind))
    .map(([stored]) => stored);
  const records = recordKinds.filter(wanted);

  const page = <T extends object>(query: Knex.QueryBuilder<T>, at: string) => {
    const { before } = options;
    if (before) {
      query.andWhere(older =>
        older
          .where(at, '<', before.at)
          .orWhere(same =>
            same.where(at, before.at).andWhere('id', '<', before.id),
          ),
      );
    }
    return query
      .orderBy([
        { column: at, order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(options.limit);
  };
  const promotionQuery = () =>
    knex<PromotionRow>('promotions')
      .where({ service_ref: serviceRef })
      .whereIn('kind', promotions);
  const recordQuery = () =>
    knex('promotion_record')
      .where({ service_ref: serviceRef })
      .whereIn('kind', records);

  const promotionRows: PromotionRow[] = await page(
    promotionQuery(),
    'requested_at',
  );
  const recordRows: RecordLine[] = await page(recordQuery(), 'at');
  const events = [
    ...promotionRows.map(promotionLine),
    ...recordRows.map(recordLine),
  ]
    .sort((a, b) => compare(b.at, a.at) || compare(b.id, a.id))
    .slice(0, options.limit);
  const promotionCount = await promotionQuery().count({ count: '*' }).first();
  const recordCount = await recordQuery().count({ count: '*' }).first();
  const total =
    Number(promotionCount?.count ?? 0) + Number(recordCount?.count ?? 0);
  return { events, total };
}

function promotionLine(row: PromotionRow): HistoryEvent {
  const promotion = fromRow(row);
  const { release, fromRelease, environment, outcome, reason } = promotion;
  const verb = promotion.kind === 'promote' ? 'Promote' : 'Roll back to';
  // Why somebody wanted it, then how it ended.
  const told = [reason?.replace(/[.\s]+$/, ''), outcome].filter(Boolean);
  return {
    id: promotion.id,
    at: promotion.requestedAt,
    kind: promotionKinds[promotion.kind],
    state: promotionStateSchema.parse(promotion.state),
    environment,
    release: release.version,
    fromRelease: fromRelease?.version,
    by: promotion.requestedBy,
    text: told.join('. ') || `${verb} ${release.version}`,
    promotionId: promotion.id,
  };
}

function recordLine(row: RecordLine): HistoryEvent {
  return {
    id: row.id,
    at: row.at,
    kind: row.kind,
    environment: row.environment ?? undefined,
    release: row.release ?? undefined,
    by: row.actor,
    text: row.text,
    promotionId: row.promotion_id ?? undefined,
  };
}

function compare(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? -1 : 1;
}
