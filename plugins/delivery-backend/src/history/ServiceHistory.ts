import { HistoryEvent } from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { DeploymentHistory } from '../deployments/DeploymentHistory';
import { DeploymentHistoryRow } from '../deployments/DeploymentStore';
import { PromotionReader } from '../promotions/PromotionReader';

type Kind = HistoryEvent['kind'];
type Position = { at: string; id: string };

interface Options {
  knex: Knex;
  deployments: DeploymentHistory;
  promotions: PromotionReader;
}

const ownKinds: readonly Kind[] = ['deployment', 'quarantine'];
const largestId = 2 ** 31 - 1;
const nothing = Promise.resolve({
  events: new Array<HistoryEvent>(),
  total: 0,
});

/** One history of a service from deployments, promotions and quarantines, newest first. */
export class ServiceHistory {
  readonly #options: Options;

  static create(options: Options): ServiceHistory {
    return new ServiceHistory(options);
  }

  private constructor(options: Options) {
    this.#options = options;
  }

  async page(
    serviceRef: string,
    options: { kinds?: Kind[]; limit: number; before?: Position },
  ): Promise<{ events: HistoryEvent[]; total: number; more: boolean }> {
    const { kinds, limit, before } = options;
    const wants = (kind: Kind) => !kinds || kinds.includes(kind);
    const more = { limit: limit + 1, before };
    const promotionKinds = kinds?.filter(kind => !ownKinds.includes(kind));
    const parts = await Promise.all([
      wants('deployment') ? this.#deployments(serviceRef, more) : nothing,
      wants('quarantine') ? this.#quarantines(serviceRef, more) : nothing,
      promotionKinds?.length === 0
        ? nothing
        : this.#options.promotions.historyEvents(serviceRef, {
            ...more,
            kinds: promotionKinds,
          }),
    ]);
    const events = parts
      .flatMap(part => part.events)
      .sort((a, b) => descending(a.at, b.at) || descending(a.id, b.id));
    return {
      events: events.slice(0, limit),
      total: parts.reduce((sum, part) => sum + part.total, 0),
      more: events.length > limit,
    };
  }

  async #deployments(
    serviceRef: string,
    options: { limit: number; before?: Position },
  ) {
    const { limit, before } = options;
    const { deployments } = this.#options;
    const [rows, total] = await Promise.all([
      deployments.history(serviceRef, {
        limit,
        before: before && { at: before.at, id: deploymentIdBefore(before.id) },
      }),
      deployments.historyCount(serviceRef),
    ]);
    return { events: rows.map(toEvent), total };
  }

  async #quarantines(
    serviceRef: string,
    options: { limit: number; before?: Position },
  ) {
    const { limit, before } = options;
    const quarantined = () =>
      this.#options
        .knex('releases')
        .where({ service_ref: serviceRef })
        .whereNotNull('quarantine');
    const rows = quarantined()
      .orderBy([
        { column: 'created_at', order: 'desc' },
        { column: 'id', order: 'desc' },
      ])
      .limit(limit)
      .select<
        {
          id: string;
          version: string;
          created_at: string;
          quarantine: string;
        }[]
      >('id', 'version', 'created_at', 'quarantine');
    if (before) {
      rows.where(older =>
        older
          .where('created_at', '<', before.at)
          .orWhere(same =>
            same
              .where('created_at', before.at)
              .whereRaw(`'quarantine-' || id < ?`, [before.id]),
          ),
      );
    }
    const [found, counted] = await Promise.all([
      rows,
      quarantined().count<{ count: number | string }[]>({ count: '*' }),
    ]);
    const events = found.map((row): HistoryEvent => {
      const quarantine: { reason: string } = JSON.parse(row.quarantine);
      return {
        id: `quarantine-${row.id}`,
        at: row.created_at,
        kind: 'quarantine',
        release: row.version,
        text: `${row.version} is quarantined: ${quarantine.reason}`,
      };
    });
    return { events, total: Number(counted[0].count) };
  }
}

/** Ids have a fixed width, so that their order as text is their order as numbers. */
function deploymentId(id: number): string {
  return `deployment-${String(id).padStart(10, '0')}`;
}

/** Deployments of the same moment that come after a line of any kind are those with a smaller id than this. */
function deploymentIdBefore(id: string): number {
  if (id.startsWith('deployment-')) {
    return Number(id.slice('deployment-'.length)) || 0;
  }
  return id > 'deployment-' ? largestId : 0;
}

function toEvent(row: DeploymentHistoryRow): HistoryEvent {
  const release = row.version ?? row.digest?.slice(0, 19);
  return {
    id: deploymentId(row.id),
    at: row.from,
    kind: 'deployment',
    environment: row.environment,
    release,
    text: `${release} runs in ${row.environment}`,
  };
}

function descending(a: string, b: string): number {
  if (a === b) {
    return 0;
  }
  return a < b ? 1 : -1;
}
