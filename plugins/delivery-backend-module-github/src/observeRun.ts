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
import { GithubRepository } from './GithubRepository';
import { Look } from './createRepositorySource';
import { WorkflowRun, artifactsSchema, jobsSchema } from './githubSchemas';
import { isFinished, pipelineRunOf } from './pipelineRunOf';
import { readReleaseReport } from './readReleaseReport';

const MAX_ARCHIVE_BYTES = 1024 * 1024;

/** Stores a run with its jobs, and the release that it reported if it is a finished run of the default branch. */
export async function observeRun(
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
