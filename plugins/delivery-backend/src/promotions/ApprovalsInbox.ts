import {
  ApprovalsPage,
  approvalsQuerySchema,
  deliveryServiceReadPermission,
  PromotionView,
} from '@fairway/backstage-plugin-delivery-common';
import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { DeliveryAuthorizer } from '../services/DeliveryAuthorizer';
import { Actor, PromotionPresenter } from './PromotionPresenter';
import { PromotionStore } from './PromotionStore';
import { StoredPromotion, waitingStates } from './StoredPromotion';

const ENDED: StoredPromotion['state'][] = [
  'writing',
  'syncing',
  'verifying',
  'succeeded',
  'rejected',
  'cancelled',
  'superseded',
  'failed',
];

/** More than any inbox holds; the counts are exact up to it. */
const MAX_WAITING = 500;

/** The approvals inbox of one person. */
export class ApprovalsInbox {
  readonly #store: PromotionStore;
  readonly #presenter: PromotionPresenter;
  readonly #authorizer: DeliveryAuthorizer;

  static create(options: {
    store: PromotionStore;
    presenter: PromotionPresenter;
    authorizer: DeliveryAuthorizer;
  }): ApprovalsInbox {
    return new ApprovalsInbox(options);
  }

  private constructor(options: {
    store: PromotionStore;
    presenter: PromotionPresenter;
    authorizer: DeliveryAuthorizer;
  }) {
    this.#store = options.store;
    this.#presenter = options.presenter;
    this.#authorizer = options.authorizer;
  }

  async page(
    query: z.output<typeof approvalsQuerySchema>,
    actor: Actor,
  ): Promise<ApprovalsPage> {
    const waiting = await this.#views(
      await this.#store.list({
        states: [...waitingStates],
        limit: MAX_WAITING,
      }),
      actor,
    );
    const mine = waiting.filter(each => each.viewer.canApprove);
    const wanted = await this.#scope(query, waiting, mine, actor);
    const matching = wanted.filter(each => matches(each, query));
    const after = query.cursor ? readCursor(query.cursor) : undefined;
    const start = after ? matching.findIndex(each => each.id === after) + 1 : 0;
    const promotions = matching.slice(start, start + query.limit);
    const last = promotions.at(-1);
    return {
      promotions,
      mine: mine.length,
      total: matching.length,
      nextCursor:
        last && start + query.limit < matching.length
          ? Buffer.from(last.id).toString('base64url')
          : undefined,
    };
  }

  async #scope(
    query: z.output<typeof approvalsQuerySchema>,
    waiting: PromotionView[],
    mine: PromotionView[],
    actor: Actor,
  ): Promise<PromotionView[]> {
    switch (query.scope) {
      case 'mine':
        return mine;
      case 'waiting':
        return waiting.filter(each => each.approvalPolicy.count > 0);
      case 'requested':
        return waiting.filter(each => each.requestedBy === actor.ref);
      case 'decided':
        return this.#views(
          await this.#store.list({
            states: ENDED,
            decided: true,
            newestFirst: true,
            limit: MAX_WAITING,
          }),
          actor,
        );
      default:
        return query.scope satisfies never;
    }
  }

  /** Only what the person may see. */
  async #views(
    promotions: StoredPromotion[],
    actor: Actor,
  ): Promise<PromotionView[]> {
    const refs = [...new Set(promotions.map(each => each.serviceRef))];
    const allowed = await this.#authorizer.allowed(
      refs.map(serviceRef => ({
        permission: deliveryServiceReadPermission,
        serviceRef,
      })),
      actor.credentials,
    );
    const readable = new Set(refs.filter((_, index) => allowed[index]));
    return this.#presenter.views(
      promotions.filter(each => readable.has(each.serviceRef)),
      actor,
    );
  }
}

function matches(
  promotion: PromotionView,
  query: { environment?: string; q?: string },
): boolean {
  if (query.environment && promotion.environment !== query.environment) {
    return false;
  }
  const text = [
    promotion.serviceRef,
    promotion.release.version,
    promotion.requestedBy,
  ].join(' ');
  return text.includes((query.q ?? '').toLocaleLowerCase('en-US'));
}

function readCursor(cursor: string): string {
  const id = Buffer.from(cursor, 'base64url').toString('utf8');
  if (!/^p-[0-9a-z-]+$/.test(id)) {
    throw new InputError(
      `'${cursor}' is no cursor of this list; start without one`,
    );
  }
  return id;
}
