import { RunnerContext } from './RunnerContext';
import { RunState } from './RunState';

/** Makes the next attempt of a run; jobs that are kept appear in it with the result that they had. */
export function prepareRerun(
  { forge, clock }: Pick<RunnerContext, 'forge' | 'clock'>,
  run: RunState,
  which: 'failed' | 'all',
): void {
  run.runAttempt += 1;
  run.silent = false;
  const now = clock.now();
  forge.updateWorkflowRun(run.runId, {
    status: 'queued',
    runAttempt: run.runAttempt,
    startedAt: now,
    updatedAt: now,
  });
  const kept =
    which === 'failed' ? run.jobs.filter(job => job.result === 'success') : [];
  run.jobs = kept.map(job => ({
    ...job,
    forgeJobId: forge.createJob({
      runId: run.runId,
      name: job.name,
      status: 'completed',
      conclusion: 'success',
      createdAt: now,
      startedAt: now,
      completedAt: now,
    }).id,
  }));
}
