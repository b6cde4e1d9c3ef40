import { Conclusion } from '../forge/actions/records';
import { RunnerContext, RunSignals } from './RunnerContext';
import { RunState } from './RunState';
import { SandboxFile } from './SandboxFile';
import { LoadedWorkflow } from './workflow/loadWorkflow';
import { eventCall } from './WorkflowCall';
import { WorkflowExecution } from './WorkflowExecution';

/** One run to walk through. */
export interface RunOptions {
  context: RunnerContext;
  run: RunState;
  loaded: LoadedWorkflow;
  sandboxFile: SandboxFile;
  /** Why the jobs cannot be set up. */
  problem?: string;
  signals: RunSignals;
  /** Keeps the state, so that the run survives a restart. */
  save(run: RunState): void;
}

/** Returns when the run is complete; throws a SandboxStoppedError when it was left for the next start. */
export async function executeRun(options: RunOptions): Promise<Conclusion> {
  const { context, run, loaded, signals } = options;
  const { forge, clock } = context;
  forge.updateWorkflowRun(run.runId, {
    status: 'in_progress',
    updatedAt: clock.now(),
  });
  options.save(run);
  const execution = new WorkflowExecution({
    ...options,
    call: eventCall(run, loaded.workflow),
  });
  await execution.run();
  const conclusion = signals.cancelled.aborted ? 'cancelled' : execution.result;
  forge.updateWorkflowRun(run.runId, {
    status: 'completed',
    conclusion,
    updatedAt: clock.now(),
  });
  return conclusion;
}
