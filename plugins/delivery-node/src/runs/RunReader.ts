import { ListedRun, Page } from './ListedRun';

/**
 * How to read the runs of one repository from its CI system.
 *
 * @public
 */
export interface RunReader<TRun> {
  /** Name of the system for people: `GitHub`. */
  system: string;
  /** One page of all runs, newest first; `next` is that of the page before. */
  list(options: {
    next?: string;
    etag?: string;
  }): Promise<Page<ListedRun<TRun>>>;
  /** One run; throws a `NotFoundError` if it was deleted. */
  read(id: string): Promise<ListedRun<TRun>>;
  /** Stores a run with its stages, and the release that it reported: once it has ended, or when it said that it has one. */
  observe(listed: ListedRun<TRun>, hasReported: boolean): Promise<void>;
  /** True if there is rate limit enough to read what nobody waits for. */
  hasRoom(): boolean;
}

/**
 * How far back runs are read when a repository is seen first; the smaller of the two counts.
 *
 * @public
 */
export interface RunHistory {
  days: number;
  runs: number;
}
