import {
  RELEASE_REPORT_ARTIFACT,
  ReleaseReport,
} from '@fairway/backstage-plugin-delivery-common';
import {
  ListedRun,
  PipelineRunSink,
  believeReport,
  readReleaseReport,
} from '@fairway/backstage-plugin-delivery-node';
import { GithubApi } from './GithubApi';
import { GithubLook } from './GithubLook';
import { WorkflowRun, artifactsSchema, jobsSchema } from './githubSchemas';
import { isFinished, pipelineRunOf } from './pipelineRunOf';

const MAX_ARCHIVE_BYTES = 1024 * 1024;

/** Stores a run with its jobs, and its release if it is one of the default branch that has ended or reported. */
export async function observeWorkflowRun(
  api: GithubApi,
  look: GithubLook<PipelineRunSink>,
  { origin: run }: ListedRun<WorkflowRun>,
  options: { defaultBranch: string; hasReported: boolean },
): Promise<void> {
  const { service, repository, sink, logger, signal } = look;
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
    (isFinished(run) || options.hasReported) &&
    run.head_branch === options.defaultBranch &&
    !run.event.startsWith('pull_request');
  const report = mayRelease
    ? await believeReport({
        run: `Run ${run.id} of ${repository.owner}/${repository.repo}`,
        commit: run.head_sha,
        service,
        logger,
        read: () => readReport(api, look, run),
      })
    : undefined;
  const id = String(run.id);
  if (report) {
    await sink.observeRelease(service.ref, report, {
      id,
      url: run.html_url,
      reportedAt: run.updated_at,
    });
  }
  await sink.observeRuns(service.ref, [
    pipelineRunOf(run, jobs.modified ? jobs.body.jobs : [], report),
  ]);
}

async function readReport(
  api: GithubApi,
  { repository, signal }: GithubLook<unknown>,
  run: WorkflowRun,
): Promise<ReleaseReport | undefined> {
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
  const archive = await api.getFile(repository, {
    segments: ['actions', 'artifacts', String(newest.id), 'zip'],
    maxBytes: MAX_ARCHIVE_BYTES,
    signal,
  });
  return readReleaseReport(archive);
}
