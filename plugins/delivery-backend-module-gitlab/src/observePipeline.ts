import { isError } from '@backstage/errors';
import {
  RELEASE_REPORT_ARTIFACT,
  RELEASE_REPORT_FILE,
  ReleaseReport,
} from '@fairway/backstage-plugin-delivery-common';
import {
  ListedRun,
  PipelineRunSink,
  believeReport,
  parseReleaseReport,
} from '@fairway/backstage-plugin-delivery-node';
import { GitlabApi } from './GitlabApi';
import { GitlabLook, ProjectFacts } from './GitlabLook';
import { archiveOf } from './archiveOf';
import { Job, Pipeline, pipelineSchema } from './gitlabSchemas';
import { isFinished, pipelineRunOf } from './pipelineRunOf';
import { readJobs } from './readJobs';

const MAX_REPORT_BYTES = 256 * 1024;
/** A pipeline has few jobs with artifacts; the one that reports a release is among the last. */
const MAX_ASKED = 20;

/** Stores a pipeline with its stages, and its release if it is one of the default branch that has ended or reported. */
export async function observePipeline(
  api: GitlabApi,
  look: GitlabLook<PipelineRunSink>,
  listed: ListedRun<Pipeline>,
  { facts, hasReported }: { facts: ProjectFacts; hasReported: boolean },
): Promise<void> {
  const { service, repository, sink, logger, signal } = look;
  const { body: pipeline } = await api.readJson(
    repository,
    { segments: ['pipelines', listed.run.id], signal },
    pipelineSchema,
  );
  const jobs = await readJobs(api, {
    project: repository,
    projectId: facts.id,
    pipelineId: pipeline.id,
    signal,
  });
  const mayRelease =
    (isFinished(pipeline) || hasReported) &&
    !pipeline.tag &&
    pipeline.ref === facts.defaultBranch &&
    pipeline.source !== 'merge_request_event';
  const report = mayRelease
    ? await believeReport({
        run: `Pipeline ${pipeline.id} of ${repository.path}`,
        commit: pipeline.sha,
        service,
        logger,
        read: () => readReport(api, look, jobs.all),
      })
    : undefined;
  const run = pipelineRunOf(pipeline, jobs.own, report);
  if (report) {
    await sink.observeRelease(service.ref, report, {
      id: run.id,
      url: pipeline.web_url,
      reportedAt: pipeline.finished_at ?? pipeline.updated_at,
    });
  }
  await sink.observeRuns(service.ref, [run]);
}

/** The release report of whichever job has one. GitLab does not tell which files a job kept, so they are asked in turn. */
async function readReport(
  api: GitlabApi,
  { repository, signal }: GitlabLook<unknown>,
  jobs: readonly Job[],
): Promise<ReleaseReport | undefined> {
  const asked = jobs
    .filter(job => archiveOf(job))
    .sort(byPromise)
    .slice(0, MAX_ASKED);
  for (const job of asked) {
    try {
      // https://docs.gitlab.com/api/job_artifacts/#download-a-single-artifact-file-by-job-id
      const file = await api.getFile(repository, {
        segments: [
          'jobs',
          String(job.id),
          'artifacts',
          RELEASE_REPORT_ARTIFACT,
          RELEASE_REPORT_FILE,
        ],
        maxBytes: MAX_REPORT_BYTES,
        signal,
      });
      return parseReleaseReport(file.toString('utf8'));
    } catch (error) {
      if (!isError(error) || error.name !== 'NotFoundError') {
        throw error;
      }
    }
  }
  return undefined;
}

/** An archive that has the name of the report comes first, then the latest job. */
function byPromise(a: Job, b: Job): number {
  const named = (job: Job) =>
    Number(archiveOf(job) === `${RELEASE_REPORT_ARTIFACT}.zip`);
  return named(b) - named(a) || b.id - a.id;
}
