import {
  HistoryEvent,
  Hold,
  Promotion,
} from '@fairway/backstage-plugin-delivery-common';
import { RollbackTarget } from './rollbackTargets';

/** What the rest of the backend reads about promotions. The promotion engine implements it over its store. */
export interface PromotionReader {
  /** Promotions of a service that have not ended, at most one active and one waiting per environment. */
  activeByService(serviceRef: string): Promise<Promotion[]>;
  holds(serviceRef: string): Promise<Hold[]>;
  /**
   * Promotions, holds and vetoes as lines of history, newest first by (at, id); `before` is the last line of the page
   * before.
   */
  historyEvents(
    serviceRef: string,
    options: {
      limit: number;
      before?: { at: string; id: string };
      kinds?: HistoryEvent['kind'][];
    },
  ): Promise<{ events: HistoryEvent[]; total: number }>;
  /** Ids of the releases that are verified in the environment, newest release first. */
  verifiedReleases(
    serviceRef: string,
    environment: string,
  ): Promise<{ releaseId: string; verifiedAt: string }[]>;
  /** Where a person may roll the environment back to, verified releases first. */
  rollbackTargets(
    serviceRef: string,
    environment: string,
  ): Promise<RollbackTarget[]>;
  /** Approvals that a waiting promotion has and needs, by service. Services where nothing waits are left out. */
  waitingCounts(
    serviceRefs: string[],
  ): Promise<Map<string, { have: number; need: number }>>;
}
