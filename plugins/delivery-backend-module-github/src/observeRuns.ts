import { PipelineRunSink } from '@fairway/backstage-plugin-delivery-node';
import { hasNextPage } from './GithubApi';
import { Look } from './createRepositorySource';
import { WorkflowRun, workflowRunsSchema } from './githubSchemas';
import { observeRun } from './observeRun';
import { isFinished } from './pipelineRunOf';
import { readUnlistedRuns } from './readUnlistedRuns';

const PAGE = 30;
const REMEMBERED_RUNS = 1_000;
const DAY_MS = 24 * 60 * 60 * 1000;

/** How far back runs are read when a repository is seen first; the smaller of the two counts. */
export interface RunHistory {
  days: number;
  runs: number;
}

type RunsLook = Look<PipelineRunSink>;

/**
 * Stores the newest runs that changed since the last look, those that are still going with their jobs, and the releases
 * that finished runs of the default branch reported. Goes back into the past by one page per look.
 */
export async function observeRuns(
  look: RunsLook,
  defaultBranch: string,
  history: RunHistory,
): Promise<void> {
  const { api, service, repository, memory, sink, signal } = look;
  const list = await api.getJson(
    repository,
    {
      segments: ['actions', 'runs'],
      query: { per_page: PAGE },
      etag: memory.etags.get('runs'),
      signal,
    },
    workflowRunsSchema,
  );
  if (list.modified) {
    memory.noteNewest(list.body.workflow_runs);
    memory.noteStored(await sink.knownRuns(service.ref));
  }
  const listed = list.modified
    ? list.body.workflow_runs
    : memory.unfinishedListed();
  const unlisted = await readUnlistedRuns(look);
  const all = await observeEach(look, [...listed, ...unlisted], defaultBranch);
  if (list.modified && list.etag && all) {
    memory.etags.set('runs', list.etag);
  }
  if (list.modified && !hasNextPage(list.headers)) {
    memory.historyPage = undefined;
  }
  await observeHistory(look, defaultBranch, history);
  memory.forgetFinished(REMEMBERED_RUNS);
}

/** Goes on with the past where the last look stopped, as long as that does not use up what the present needs. */
async function observeHistory(
  look: RunsLook,
  defaultBranch: string,
  history: RunHistory,
): Promise<void> {
  const { api, repository, memory, signal } = look;
  const page = memory.historyPage;
  if (page === undefined || !api.hasRoom(repository)) {
    return;
  }
  const left = history.runs - (page - 1) * PAGE;
  if (left <= 0) {
    memory.historyPage = undefined;
    return;
  }
  const list = await api.getJson(
    repository,
    {
      segments: ['actions', 'runs'],
      query: { per_page: PAGE, page },
      signal,
    },
    workflowRunsSchema,
  );
  const since = Date.now() - history.days * DAY_MS;
  const runs = (list.modified ? list.body.workflow_runs : []).filter(
    run => Date.parse(run.created_at) >= since,
  );
  if (await observeEach(look, runs.slice(0, left), defaultBranch)) {
    const more = runs.length >= PAGE && hasNextPage(list.headers);
    memory.historyPage = more ? page + 1 : undefined;
  }
}

/** False if some of what is long past was left for a later look, to spare the rate limit. */
async function observeEach(
  look: RunsLook,
  runs: WorkflowRun[],
  defaultBranch: string,
): Promise<boolean> {
  const { api, repository, memory } = look;
  let all = true;
  // Oldest first: of two runs that report the same release, the first one made it.
  for (const run of [...runs].sort(byAge)) {
    if (memory.isStored(run)) {
      continue;
    }
    if (memory.isPast(run) && !api.hasRoom(repository)) {
      all = false;
      continue;
    }
    await observeRun(look, run, defaultBranch);
    memory.noteObserved(run, isFinished(run));
  }
  return all;
}

function byAge(a: WorkflowRun, b: WorkflowRun): number {
  return Date.parse(a.created_at) - Date.parse(b.created_at) || a.id - b.id;
}
