import { Conclusion, WorkflowJobRecord, WorkflowRunRecord } from './records';
import { WorkflowRuns } from './WorkflowRuns';

/** A run as it was in an attempt; earlier ones are told from the jobs they left. Nothing for one that never was. */
export function attemptOf(
  runs: WorkflowRuns,
  run: WorkflowRunRecord,
  attempt: number,
): WorkflowRunRecord | undefined {
  if (attempt === run.runAttempt) {
    return run;
  }
  const jobs = runs.jobsOfAttempt(run, attempt);
  if (jobs.length === 0) {
    return undefined;
  }
  const starts = jobs.map(job => job.startedAt ?? job.createdAt).sort();
  const ends = jobs.map(job => job.completedAt ?? job.createdAt).sort();
  return {
    ...run,
    runAttempt: attempt,
    status: 'completed',
    conclusion: conclusionOf(jobs),
    startedAt: starts[0],
    updatedAt: ends[ends.length - 1],
  };
}

function conclusionOf(jobs: WorkflowJobRecord[]): Conclusion {
  const worst: Conclusion[] = ['failure', 'timed_out', 'cancelled'];
  return (
    worst.find(bad => jobs.some(job => job.conclusion === bad)) ?? 'success'
  );
}
