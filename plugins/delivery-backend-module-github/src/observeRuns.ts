import { LoggerService } from '@backstage/backend-plugin-api';
import { isError } from '@backstage/errors';
import {
  IMAGE_ANNOTATION,
  RELEASE_REPORT_ARTIFACT,
  ReleaseReport,
} from '@fairway/backstage-plugin-delivery-common';
import {
  DeliveryService,
  PipelineRunSink,
} from '@fairway/backstage-plugin-delivery-node';
import { GithubApi } from './GithubApi';
import { GithubRepository } from './GithubRepository';
import { RepositoryMemory } from './RepositoryMemory';
import {
  WorkflowRun,
  artifactsSchema,
  jobsSchema,
  workflowRunSchema,
  workflowRunsSchema,
} from './githubSchemas';
import { isFinished, pipelineRunOf } from './pipelineRunOf';
import { readReleaseReport } from './readReleaseReport';

const RUNS = 30;
const MAX_ARCHIVE_BYTES = 1024 * 1024;
const REMEMBERED_RUNS = 200;

/** Everything that looking at one repository needs. */
export interface Look<TSink> {
  api: GithubApi;
  service: DeliveryService;
  repository: GithubRepository;
  memory: RepositoryMemory;
  sink: TSink;
  logger: LoggerService;
  signal: AbortSignal;
}

/**
 * Stores the newest runs that changed since the last look, those that are still going with their jobs, and the releases
 * that finished runs of the default branch reported.
 */
export async function observeRuns(
  look: Look<PipelineRunSink>,
  defaultBranch: string,
): Promise<void> {
  const { api, service, repository, memory, sink, signal } = look;
  const list = await api.getJson(
    repository,
    {
      segments: ['actions', 'runs'],
      query: { per_page: RUNS },
      etag: memory.etags.get('runs'),
      signal,
    },
    workflowRunsSchema,
  );
  const runs = list.modified
    ? await withOlderUnfinished(look, list.body.workflow_runs)
    : [...memory.unfinished.values()];
  const stored = list.modified
    ? await sink.knownRuns?.(service.ref)
    : undefined;
  // Oldest first: the order in which releases are reported is the order they get.
  for (const run of runs.sort(byAge)) {
    const stamp = `${run.run_attempt} ${run.updated_at}`;
    if (isFinished(run)) {
      if (stored?.get(String(run.id)) === run.updated_at) {
        memory.finished.set(run.id, stamp);
      }
      if (memory.finished.get(run.id) === stamp) {
        continue;
      }
    }
    await observeRun(look, run, defaultBranch);
    if (isFinished(run)) {
      memory.unfinished.delete(run.id);
      memory.finished.set(run.id, stamp);
    } else {
      memory.finished.delete(run.id);
      memory.unfinished.set(run.id, run);
    }
  }
  for (const id of [...memory.finished.keys()].slice(0, -REMEMBERED_RUNS)) {
    memory.finished.delete(id);
  }
  if (list.modified && list.etag) {
    memory.etags.set('runs', list.etag);
  }
}

function byAge(a: WorkflowRun, b: WorkflowRun): number {
  return Date.parse(a.created_at) - Date.parse(b.created_at) || a.id - b.id;
}

/** Adds runs that are still going but were pushed off the first page by newer ones. */
async function withOlderUnfinished(
  { api, repository, memory, signal }: Look<PipelineRunSink>,
  runs: WorkflowRun[],
): Promise<WorkflowRun[]> {
  const listed = new Set(runs.map(run => run.id));
  const older: WorkflowRun[] = [];
  for (const id of memory.unfinished.keys()) {
    if (!listed.has(id)) {
      const response = await api.getJson(
        repository,
        { segments: ['actions', 'runs', String(id)], signal },
        workflowRunSchema,
      );
      if (response.modified) {
        older.push(response.body);
      }
    }
  }
  return [...runs, ...older];
}

async function observeRun(
  look: Look<PipelineRunSink>,
  run: WorkflowRun,
  defaultBranch: string,
): Promise<void> {
  const { api, service, repository, sink, signal } = look;
  const jobs = await api.getJson(
    repository,
    {
      segments: ['actions', 'runs', String(run.id), 'jobs'],
      query: { per_page: 100 },
      signal,
    },
    jobsSchema,
  );
  const mayRelease =
    isFinished(run) &&
    run.head_branch === defaultBranch &&
    !run.event.startsWith('pull_request');
  const report = mayRelease ? await findReport(look, run) : undefined;
  const id = String(run.id);
  if (report) {
    await sink.observeRelease(service.ref, report, {
      id,
      url: run.html_url,
      finishedAt: run.updated_at,
    });
  }
  await sink.observeRuns(service.ref, [
    pipelineRunOf(run, jobs.modified ? jobs.body.jobs : [], report),
  ]);
}

/** The release that a run reported. A report that cannot be believed is logged and counts as none. */
async function findReport(
  look: Look<PipelineRunSink>,
  run: WorkflowRun,
): Promise<ReleaseReport | undefined> {
  const { api, repository, logger, signal } = look;
  const response = await api.getJson(
    repository,
    {
      segments: ['actions', 'runs', String(run.id), 'artifacts'],
      query: { name: RELEASE_REPORT_ARTIFACT, per_page: 10 },
      signal,
    },
    artifactsSchema,
  );
  const [newest] = (response.modified ? response.body.artifacts : [])
    .filter(({ name, expired }) => name === RELEASE_REPORT_ARTIFACT && !expired)
    .sort((a, b) => b.id - a.id);
  if (!newest) {
    return undefined;
  }
  try {
    const archive = await api.getFile(repository, {
      segments: ['actions', 'artifacts', String(newest.id), 'zip'],
      maxBytes: MAX_ARCHIVE_BYTES,
      signal,
    });
    const report = await readReleaseReport(archive);
    const doubt = doubtAbout(report, run, look.service);
    if (!doubt) {
      return report;
    }
    logger.warn(`${nameOf(run, repository)}: ${doubt}`);
  } catch (error) {
    // Content is a verdict; an artifact that cannot be fetched now is tried again.
    if (!isError(error) || error.name !== 'InputError') {
      throw error;
    }
    logger.warn(`${nameOf(run, repository)}: ${error.message}`);
  }
  return undefined;
}

function doubtAbout(
  report: ReleaseReport,
  run: WorkflowRun,
  service: DeliveryService,
): string | undefined {
  const image = service.annotations[IMAGE_ANNOTATION];
  if (report.commit !== run.head_sha) {
    return `the release report names commit ${report.commit}, the run built ${run.head_sha}`;
  }
  return image && report.image !== image
    ? `the release report names image '${report.image}', ${service.ref} has '${image}'`
    : undefined;
}

function nameOf(run: WorkflowRun, { owner, repo }: GithubRepository): string {
  return `Run ${run.id} of ${owner}/${repo}`;
}
