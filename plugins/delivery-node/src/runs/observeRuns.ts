import { Look } from '../polling/Look';
import { RepositoryFacts, RepositoryMemory } from '../polling/RepositoryMemory';
import { PipelineRunSink } from '../sources';
import { ListedRun } from './ListedRun';
import { RunHistory, RunReader } from './RunReader';
import { ReportedRuns } from '../reports/ReportedRuns';
import { readUnlistedRuns } from './readUnlistedRuns';

const REMEMBERED_RUNS = 1_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** @public */
export type RunsLook<TRun> = Pick<
  Look<unknown, RepositoryMemory<TRun, RepositoryFacts>, PipelineRunSink>,
  'service' | 'memory' | 'sink'
>;

/** What is read of the past, and which runs need not have ended to be read for a release. @public */
export interface RunsToRead {
  history: RunHistory;
  reported: ReportedRuns;
}

/**
 * Stores the newest runs that changed since the last look, and those that are still going. Goes back into the past by one
 * page per look.
 *
 * @public
 */
export async function observeRuns<TRun>(
  look: RunsLook<TRun>,
  reader: RunReader<TRun>,
  { history, reported }: RunsToRead,
): Promise<void> {
  const { service, memory, sink } = look;
  const list = await reader.list({ etag: memory.etags.get('runs') });
  if (list.modified) {
    memory.noteNewest(list.items, list.next);
    memory.noteStored(await sink.knownRuns(service.ref));
  }
  const listed = list.modified ? list.items : memory.unfinishedListed();
  const unlisted = await readUnlistedRuns(look, reader);
  const all = await observeEach(look, reader, reported, [
    ...listed,
    ...unlisted,
  ]);
  if (list.modified && list.etag && all) {
    memory.etags.set('runs', list.etag);
  }
  await observeHistory(look, reader, { history, reported });
  memory.forgetFinished(REMEMBERED_RUNS);
}

/** Goes on with the past where the last look stopped, as long as that does not use up what the present needs. */
async function observeHistory<TRun>(
  look: RunsLook<TRun>,
  reader: RunReader<TRun>,
  { history, reported }: RunsToRead,
): Promise<void> {
  const { memory } = look;
  const past = memory.history;
  if (!past || !reader.hasRoom()) {
    return;
  }
  const left = history.runs - past.read;
  if (left <= 0) {
    memory.history = undefined;
    return;
  }
  const list = await reader.list({ next: past.next });
  const items = list.modified ? list.items : [];
  const since = Date.now() - history.days * DAY_MS;
  const runs = items.filter(({ run }) => Date.parse(run.createdAt) >= since);
  if (await observeEach(look, reader, reported, runs.slice(0, left))) {
    const next = list.modified ? list.next : undefined;
    const more = next !== undefined && runs.length === items.length;
    memory.history = more
      ? { next, read: past.read + items.length }
      : undefined;
  }
}

/** False if some of what is long past was left for a later look, to spare the rate limit. */
async function observeEach<TRun>(
  { memory }: RunsLook<TRun>,
  reader: RunReader<TRun>,
  reported: ReportedRuns,
  runs: ListedRun<TRun>[],
): Promise<boolean> {
  let all = true;
  // Oldest first: of two runs that report the same release, the first one made it.
  for (const listed of [...runs].sort(byAge)) {
    if (memory.isStored(listed)) {
      memory.postpone(listed.run.id);
      continue;
    }
    if (memory.isPast(listed) && !reader.hasRoom()) {
      all = false;
      continue;
    }
    await reader.observe(listed, reported.has(listed.run.id));
    memory.noteObserved(listed);
    if (listed.phase === 'finished') {
      reported.delete(listed.run.id);
    }
  }
  return all;
}

function byAge<TRun>(
  { run: a }: ListedRun<TRun>,
  { run: b }: ListedRun<TRun>,
): number {
  return (
    Date.parse(a.createdAt) - Date.parse(b.createdAt) ||
    Number(a.id) - Number(b.id)
  );
}
