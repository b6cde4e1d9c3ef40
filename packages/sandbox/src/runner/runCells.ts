import { Conclusion } from '../forge/actions/records';
import { RunSignals } from './RunnerContext';
import { settleAll } from './settleAll';
import { WorkflowJob } from './workflow/jobSchema';

/** Runs the cells of a job's matrix at once; unless told otherwise, the first that fails cancels the others. */
export async function runCells<T>(
  { strategy }: WorkflowJob,
  { stopped, cancelled }: RunSignals,
  cells: T[],
  execute: (cell: T, signals: RunSignals) => Promise<Conclusion | undefined>,
): Promise<void> {
  const siblings = new AbortController();
  const failFast = String(strategy?.['fail-fast']) !== 'false';
  const signals = {
    stopped,
    cancelled: AbortSignal.any([cancelled, siblings.signal]),
  };
  await settleAll(
    cells.map(async cell => {
      const result = await execute(cell, signals);
      if (result === 'failure' && failFast) {
        siblings.abort();
      }
    }),
  );
}
