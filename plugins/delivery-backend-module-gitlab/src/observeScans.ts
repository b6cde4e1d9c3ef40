import {
  FindingSink,
  ScanArchives,
} from '@fairway/backstage-plugin-delivery-node';
import { GitlabApi } from './GitlabApi';
import { GitlabLook, projectFactsOf } from './GitlabLook';
import { UNNAMED, archiveOf } from './archiveOf';
import { Job, Pipeline, pipelinesSchema } from './gitlabSchemas';
import { isFinished, listedRunOf } from './pipelineRunOf';
import { readJobs } from './readJobs';

/** Pipelines read at most; older ones tell nothing that newer ones do not. */
const PIPELINES = 10;
const MAX_ARCHIVE_BYTES = 32 * 1024 * 1024;
const DOWNLOAD_TIMEOUT_MS = 60_000;
const SARIF_PATH = /^sarif\/([\w.-]{1,100})\.sarif$/;

interface Reading {
  api: GitlabApi;
  archives: ScanArchives;
}

/**
 * Stores the scans of finished pipelines of the default branch that are not stored yet, oldest first so that their order
 * tells what was fixed. A scan is a file `sarif/<category>.sarif` among the artifacts of a job.
 */
export async function observeScans(
  reading: Reading,
  look: GitlabLook<FindingSink>,
): Promise<void> {
  const { service, repository, memory, sink, signal } = look;
  const { id: projectId, defaultBranch } = await projectFactsOf(
    reading.api,
    look,
  );
  if (!defaultBranch) {
    return;
  }
  const list = await reading.api.getJson(
    repository,
    {
      segments: ['pipelines'],
      query: {
        ref: defaultBranch,
        order_by: 'id',
        sort: 'desc',
        per_page: PIPELINES,
      },
      etag: memory.etags.get('scans'),
      signal,
    },
    pipelinesSchema,
  );
  if (!list.modified) {
    return;
  }
  const unread = list.body
    .filter(isFinished)
    .filter(pipeline => !memory.isStored(listedRunOf(pipeline)))
    .sort((a, b) => a.id - b.id);
  const known =
    unread.length > 0 ? await sink.knownScans(service.ref) : new Set<string>();
  for (const pipeline of unread) {
    const jobs = await readJobs(reading.api, {
      project: repository,
      projectId,
      pipelineId: pipeline.id,
      signal,
    });
    for (const job of jobs.all.filter(mayHoldScans)) {
      if (!known.has(String(job.id))) {
        await observeJob(reading, look, pipeline, job);
      }
    }
    memory.noteObserved(listedRunOf(pipeline));
  }
  memory.forgetFinished(PIPELINES * 2);
  if (list.etag) {
    memory.etags.set('scans', list.etag);
  }
}

async function observeJob(
  { api, archives }: Reading,
  { service, repository, sink, logger, signal }: GitlabLook<FindingSink>,
  pipeline: Pipeline,
  job: Job,
): Promise<void> {
  await archives.observe({
    archive: {
      what: `The artifacts of job ${job.id} of ${repository.path}`,
      scan: {
        serviceRef: service.ref,
        id: String(job.id),
        commit: pipeline.sha,
        at: job.finished_at ?? pipeline.updated_at,
      },
      isFailed: job.status === 'canceled',
      scopeOf: path => SARIF_PATH.exec(path)?.[1],
      // https://docs.gitlab.com/api/job_artifacts/#download-job-artifacts-by-job-id
      download: () =>
        api.getFile(repository, {
          segments: ['jobs', String(job.id), 'artifacts'],
          maxBytes: MAX_ARCHIVE_BYTES,
          timeoutMs: DOWNLOAD_TIMEOUT_MS,
          signal,
        }),
    },
    sink,
    logger,
    signal,
  });
}

/** GitLab does not tell which files an archive holds. One with a name of its own that says something else is left alone. */
function mayHoldScans(job: Job): boolean {
  const archive = archiveOf(job);
  const mayBeScan = archive === UNNAMED || archive?.startsWith('sarif');
  return Boolean(mayBeScan) && !/^(running|pending)$/.test(job.status);
}
