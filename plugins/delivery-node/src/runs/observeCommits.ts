import { Commit } from '@fairway/backstage-plugin-delivery-common';
import { Page } from './ListedRun';
import { RunsLook } from './observeRuns';

/** Enough to connect the releases of months; what is older is rarely compared. */
const MAX_PAGES = 5;

/**
 * Stores the commits of the default branch, newest first, down to the newest one that is stored.
 *
 * @public
 */
export async function observeCommits<TRun>(
  { service, memory, sink }: RunsLook<TRun>,
  readPage: (options: {
    next?: string;
    etag?: string;
  }) => Promise<Page<Commit>>,
): Promise<void> {
  let etag: string | undefined;
  let head: string | undefined;
  let next: string | undefined;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const list = await readPage(
      page === 1 ? { etag: memory.etags.get('commits') } : { next },
    );
    if (!list.modified) {
      return;
    }
    if (page === 1) {
      etag = list.etag;
      head = list.items[0]?.sha;
    }
    await sink.observeCommits(service.ref, list.items);
    const reached = list.items.some(({ sha }) => sha === memory.head);
    next = list.next;
    if (reached || next === undefined) {
      break;
    }
  }
  memory.head = head;
  if (etag) {
    memory.etags.set('commits', etag);
  }
}
