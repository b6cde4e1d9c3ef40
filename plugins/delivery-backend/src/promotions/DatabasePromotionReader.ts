import {
  HistoryEvent,
  Hold,
  Promotion,
} from '@fairway/backstage-plugin-delivery-common';
import { DeploymentHistory } from '../deployments/DeploymentHistory';
import { ReleaseStore } from '../releases/ReleaseStore';
import { countApprovals, describePromotion } from './describePromotion';
import { GuardStore } from './GuardStore';
import { PromotionReader } from './PromotionReader';
import { PromotionStore } from './PromotionStore';
import { RollbackTarget, rollbackTargets } from './rollbackTargets';

/** What the rest of the backend reads about promotions. */
export class DatabasePromotionReader implements PromotionReader {
  readonly #store: PromotionStore;
  readonly #guards: GuardStore;
  readonly #releases: ReleaseStore;
  readonly #history: Pick<DeploymentHistory, 'earlier'>;

  static create(options: {
    store: PromotionStore;
    guards: GuardStore;
    releases: ReleaseStore;
    history: Pick<DeploymentHistory, 'earlier'>;
  }): DatabasePromotionReader {
    return new DatabasePromotionReader(options);
  }

  private constructor(options: {
    store: PromotionStore;
    guards: GuardStore;
    releases: ReleaseStore;
    history: Pick<DeploymentHistory, 'earlier'>;
  }) {
    this.#store = options.store;
    this.#guards = options.guards;
    this.#releases = options.releases;
    this.#history = options.history;
  }

  async activeByService(serviceRef: string): Promise<Promotion[]> {
    const active = await this.#store.activeOf(serviceRef);
    const approvals = await this.#store.approvalsOf(
      active.map(each => each.id),
    );
    return active.map(each =>
      describePromotion(each, approvals.get(each.id) ?? []),
    );
  }

  async holds(serviceRef: string): Promise<Hold[]> {
    return this.#guards.holds(serviceRef);
  }

  async historyEvents(
    serviceRef: string,
    options: {
      limit: number;
      before?: { at: string; id: string };
      kinds?: HistoryEvent['kind'][];
    },
  ): Promise<{ events: HistoryEvent[]; total: number }> {
    return this.#store.history(serviceRef, options);
  }

  async verifiedReleases(
    serviceRef: string,
    environment: string,
  ): Promise<{ releaseId: string; verifiedAt: string }[]> {
    const verified = await this.#releases.verifications(
      serviceRef,
      environment,
    );
    return verified.map(({ releaseId, verifiedAt }) => ({
      releaseId,
      verifiedAt,
    }));
  }

  async rollbackTargets(
    serviceRef: string,
    environment: string,
  ): Promise<RollbackTarget[]> {
    return rollbackTargets(
      { releases: this.#releases, history: this.#history },
      { serviceRef, environment },
      'rollback',
    );
  }

  async waitingCounts(
    serviceRefs: string[],
  ): Promise<Map<string, { have: number; need: number }>> {
    const active = await this.#store.listActive(serviceRefs);
    const waiting = active.filter(each => each.state === 'awaiting-approval');
    const approvals = await this.#store.approvalsOf(
      waiting.map(each => each.id),
    );
    const counts = new Map<string, { have: number; need: number }>();
    for (const promotion of waiting) {
      const sum = counts.get(promotion.serviceRef) ?? { have: 0, need: 0 };
      counts.set(promotion.serviceRef, {
        have: sum.have + countApprovals(approvals.get(promotion.id) ?? []),
        need: sum.need + promotion.approvalPolicy.count,
      });
    }
    return counts;
  }
}
