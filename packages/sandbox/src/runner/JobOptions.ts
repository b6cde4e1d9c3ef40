import { NeedValue } from './createScope';
import { RunnerContext, RunSignals } from './RunnerContext';
import { JobState, RunState } from './RunState';
import { SandboxFile } from './SandboxFile';
import { StepsJob } from './workflow/jobSchema';
import { Workflow } from './workflow/workflowSchema';
import { WorkflowCall } from './WorkflowCall';

/** One job to walk through. */
export interface JobOptions {
  context: RunnerContext;
  run: RunState;
  /** The workflow that the job stands in. */
  workflow: Workflow;
  call: WorkflowCall;
  definition: StepsJob;
  job: JobState;
  needs: Record<string, NeedValue>;
  sandboxFile: SandboxFile;
  /** Why the job cannot even be set up. */
  problem?: string;
  signals: RunSignals;
}
