import { isError } from '@backstage/errors';
import { HistoryEvent } from '@fairway/backstage-plugin-delivery-common';
import { stringify } from 'csv-stringify';
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ServiceHistory } from './ServiceHistory';

const PAGE = 200;

const columns: { key: keyof HistoryEvent; header: string }[] = [
  { key: 'at', header: 'At' },
  { key: 'kind', header: 'Kind' },
  { key: 'state', header: 'State' },
  { key: 'environment', header: 'Environment' },
  { key: 'fromRelease', header: 'From release' },
  { key: 'release', header: 'Release' },
  { key: 'by', header: 'By' },
  { key: 'text', header: 'What happened' },
  { key: 'promotionId', header: 'Promotion' },
];

/**
 * Writes the whole history as CSV, newest first: page by page, at the pace of the reader, and no further once the
 * reader has gone. Text that a spreadsheet would run as a formula is written as text.
 */
export async function exportHistory(
  history: Pick<ServiceHistory, 'page'>,
  query: { serviceRef: string; kinds?: HistoryEvent['kind'][] },
  output: Writable,
): Promise<void> {
  try {
    await pipeline(
      allEvents(history, query),
      stringify({ header: true, columns, bom: true, escape_formulas: true }),
      output,
    );
  } catch (error) {
    if (!hasReaderGone(error)) {
      throw error;
    }
  }
}

async function* allEvents(
  history: Pick<ServiceHistory, 'page'>,
  query: { serviceRef: string; kinds?: HistoryEvent['kind'][] },
): AsyncGenerator<HistoryEvent> {
  let before: { at: string; id: string } | undefined;
  let more = true;
  while (more) {
    const page = await history.page(query.serviceRef, {
      kinds: query.kinds,
      limit: PAGE,
      before,
    });
    yield* page.events;
    before = page.events[page.events.length - 1];
    more = page.more;
  }
}

function hasReaderGone(error: unknown): boolean {
  return isError(error) && error.code === 'ERR_STREAM_PREMATURE_CLOSE';
}
