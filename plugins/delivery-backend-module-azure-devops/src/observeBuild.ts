import { isError } from '@backstage/errors';
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
import { AzureApi } from './AzureApi';
import { AzureFacts, AzureLook } from './AzureLook';
import { Build, TimelineRecord, timelineSchema } from './azureSchemas';
import { commitOf, isFinished, pipelineRunOf } from './pipelineRunOf';
import { readArtifacts } from './readArtifacts';

const MAX_ARCHIVE_BYTES = 1024 * 1024;

/** Stores a build with its stages, and its release if it is one of the default branch that has ended or reported. */
export async function observeBuild(
  api: AzureApi,
  look: AzureLook<PipelineRunSink>,
  { origin: build }: ListedRun<Build>,
  { facts, hasReported }: { facts: AzureFacts; hasReported: boolean },
): Promise<void> {
  const { service, repository, sink, logger } = look;
  const records = build.startTime ? await readTimeline(api, look, build) : [];
  const mayRelease =
    (isFinished(build) || hasReported) &&
    facts.defaultBranch !== undefined &&
    build.sourceBranch === `refs/heads/${facts.defaultBranch}` &&
    build.reason !== 'pullRequest';
  const report = mayRelease
    ? await believeReport({
        run: `Build ${build.id} of ${repository.project}/${repository.name}`,
        commit: commitOf(build),
        service,
        logger,
        read: () => readReport(api, look, build),
      })
    : undefined;
  const run = pipelineRunOf(build, records, report);
  if (report) {
    await sink.observeRelease(service.ref, report, {
      id: run.id,
      url: run.url,
      reportedAt: run.finishedAt ?? new Date().toISOString(),
    });
  }
  await sink.observeRuns(service.ref, [run]);
}

/** Stages, jobs and tasks of a build; none of one that was cancelled before it began. */
async function readTimeline(
  api: AzureApi,
  { repository, signal }: AzureLook<unknown>,
  build: Build,
): Promise<TimelineRecord[]> {
  try {
    const { body } = await api.readJson(
      repository,
      { segments: ['build', 'builds', String(build.id), 'timeline'], signal },
      timelineSchema,
    );
    return body?.records ?? [];
  } catch (error) {
    if (isError(error) && error.name === 'NotFoundError') {
      return [];
    }
    throw error;
  }
}

async function readReport(
  api: AzureApi,
  look: AzureLook<unknown>,
  build: Build,
): Promise<ReleaseReport | undefined> {
  const artifacts = await readArtifacts(api, look, build.id);
  const report = artifacts.find(({ name }) => name === RELEASE_REPORT_ARTIFACT);
  if (!report) {
    return undefined;
  }
  const archive = await api.download(look.repository, report, {
    maxBytes: MAX_ARCHIVE_BYTES,
    signal: look.signal,
  });
  return readReleaseReport(archive);
}
