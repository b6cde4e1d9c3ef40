import {
  PipelineRun,
  ReleaseReport,
} from '@fairway/backstage-plugin-delivery-common';
import {
  ListedRun,
  describeResult,
} from '@fairway/backstage-plugin-delivery-node';
import { Build, TimelineRecord } from './azureSchemas';
import { runStateOf } from './runStateOf';
import { stagesOf } from './stagesOf';

/** A build in Fairway's words. */
export function pipelineRunOf(
  build: Build,
  records: readonly TimelineRecord[],
  report: ReleaseReport | undefined,
): PipelineRun {
  const state = runStateOf(build.status, build.result);
  const url = build._links?.web?.href;
  const stages = stagesOf(records, url);
  const pullRequest = pullRequestOf(build);
  const branch = branchOf(build);
  const actor = build.requestedFor?.displayName;
  return {
    id: String(build.id),
    number: build.id,
    name: build.definition.name,
    state,
    result: describeResult({
      state,
      jobs: stages,
      report,
      isPullRequest: pullRequest !== undefined,
    }),
    title: titleOf(build),
    commit: commitOf(build),
    stages,
    createdAt: build.queueTime,
    ...(url && { url }),
    ...(branch && { branch }),
    ...(pullRequest && { pullRequest }),
    ...(actor && { actor }),
    ...(report && { release: report.version }),
    ...(build.startTime && { startedAt: build.startTime }),
    ...(isFinished(build) && { finishedAt: changedAtOf(build) }),
  };
}

/** A build as the list of builds tells of it. */
export function listedRunOf(build: Build): ListedRun<Build> {
  return {
    run: pipelineRunOf(build, [], undefined),
    origin: build,
    changedAt: changedAtOf(build),
    phase: isFinished(build) ? 'finished' : 'moving',
  };
}

/** True if nothing more happens in the build (until somebody runs its failed jobs again). */
export function isFinished({ status }: Build): boolean {
  return status === 'completed';
}

/** The commit that was built. Of a pull request Azure DevOps builds a merge that nobody else knows. */
export function commitOf(build: Build): string {
  return build.triggerInfo?.['pr.sourceSha'] ?? build.sourceVersion ?? '';
}

function changedAtOf(build: Build): string {
  return build.finishTime ?? build.startTime ?? build.queueTime;
}

function titleOf({ triggerInfo, buildNumber, definition }: Build): string {
  const message =
    triggerInfo?.['ci.message'] ?? triggerInfo?.['pr.title'] ?? undefined;
  return (
    message?.split('\n', 1)[0] ||
    [definition.name, buildNumber].filter(Boolean).join(' ')
  );
}

function pullRequestOf({
  reason,
  triggerInfo,
  sourceBranch,
}: Build): number | undefined {
  if (reason !== 'pullRequest') {
    return undefined;
  }
  const written =
    triggerInfo?.['pr.number'] ??
    /^refs\/pull\/(\d+)\//.exec(sourceBranch ?? '')?.[1];
  return Number(written) || undefined;
}

function branchOf({ triggerInfo, sourceBranch }: Build): string | undefined {
  const written = triggerInfo?.['pr.sourceBranch'] ?? sourceBranch ?? undefined;
  return written?.startsWith('refs/pull/')
    ? undefined
    : written?.replace(/^refs\/(heads|tags)\//, '');
}
