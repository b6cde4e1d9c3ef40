import { PullRequest } from '@fairway/backstage-plugin-delivery-common';
import { Page } from './ListedRun';
import { RunsLook } from './observeRuns';

const MAX_PAGES = 5;

/**
 * Stores the open pull requests, most recently updated first.
 *
 * @public
 */
export async function observePullRequests<TRun>(
  { service, memory, sink }: RunsLook<TRun>,
  readPage: (options: {
    next?: string;
    etag?: string;
  }) => Promise<Page<PullRequest>>,
): Promise<void> {
  const pullRequests: PullRequest[] = [];
  let etag: string | undefined;
  let next: string | undefined;
  for (let page = 1; page <= MAX_PAGES; page += 1) {
    const list = await readPage(
      page === 1 ? { etag: memory.etags.get('pulls') } : { next },
    );
    if (!list.modified) {
      return;
    }
    pullRequests.push(...list.items);
    next = list.next;
    // With several pages, one that closes on the last page does not show on the first.
    if (page === 1 && next === undefined) {
      etag = list.etag;
    }
    if (next === undefined) {
      break;
    }
  }
  await sink.observePullRequests(service.ref, pullRequests);
  if (etag) {
    memory.etags.set('pulls', etag);
  } else {
    memory.etags.delete('pulls');
  }
}
