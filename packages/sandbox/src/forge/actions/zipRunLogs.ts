import { WorkflowRunRecord } from './records';
import { WorkflowRuns } from './WorkflowRuns';
import { zipFiles } from './zipFiles';

/** The logs of all jobs of an attempt in one archive, named as GitHub names them; nothing when no job has one. */
export function zipRunLogs(
  runs: WorkflowRuns,
  run: WorkflowRunRecord,
  attempt: number,
): Buffer | undefined {
  const jobs = runs.jobsOfAttempt(run, attempt);
  const files = jobs.flatMap((job, index): [string, string][] => {
    const log = runs.readLog(job.id);
    // A slash would make a folder.
    const name = `${index}_${job.name.replace(/[/\\:]/g, '')}.txt`;
    return log === undefined ? [] : [[name, log]];
  });
  return files.length > 0
    ? zipFiles(Object.fromEntries(files), new Date(run.updatedAt))
    : undefined;
}
