import { PipelineRun } from '@fairway/backstage-plugin-delivery-common';

/**
 * A run as its CI system lists it.
 *
 * @public
 */
export interface ListedRun<TRun> {
  /** The run in Fairway's words, as far as the list tells. */
  run: PipelineRun;
  /** What the system answered. */
  origin: TRun;
  /** When the run changed last, as far as the list tells; of a finished run when it finished. */
  changedAt: string;
  /**
   * `moving`: its jobs change without the list telling; `resting`: it waits for a person and changes only together with
   * `changedAt`; `finished`: nothing more happens, until somebody runs it again.
   */
  phase: 'moving' | 'resting' | 'finished';
}

/**
 * One page of a list, or the news that it did not change.
 *
 * @public
 */
export type Page<TItem> =
  | { modified: false }
  | {
      modified: true;
      etag?: string;
      items: TItem[];
      /** What to ask for the next page with; absent on the last. */
      next?: string;
    };
