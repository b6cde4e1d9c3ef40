import { PipelineStage } from '@fairway/backstage-plugin-delivery-common';
import { TimelineRecord } from './azureSchemas';
import { recordStateOf } from './runStateOf';

/** Azure DevOps calls the stage of a pipeline without stages so. */
const NO_STAGE = '__default';

/** The stages of a build in their order; the jobs, if its pipeline has no stages. */
export function stagesOf(
  records: readonly TimelineRecord[],
  buildUrl: string | undefined,
): PipelineStage[] {
  const stages = records.filter(
    ({ type, identifier, name }) =>
      type === 'Stage' && identifier !== NO_STAGE && name !== NO_STAGE,
  );
  if (stages.length > 0) {
    return inOrder(stages).map(record => stageOf(record, buildUrl, 's'));
  }
  const jobs = records.filter(({ type }) => type === 'Job');
  return inOrder(jobs).map(record => stageOf(record, buildUrl, 'j'));
}

function inOrder(records: TimelineRecord[]): TimelineRecord[] {
  return [...records].sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
}

function stageOf(
  record: TimelineRecord,
  buildUrl: string | undefined,
  kind: 's' | 'j',
): PipelineStage {
  return {
    name: record.name,
    state: recordStateOf(record),
    ...(buildUrl && { url: `${buildUrl}&view=logs&${kind}=${record.id}` }),
    ...(record.startTime && { startedAt: record.startTime }),
    ...(record.finishTime && { finishedAt: record.finishTime }),
  };
}
