import { ExpressionValue } from './expressions/ExpressionValue';
import { RunState } from './RunState';
import { Workflow } from './workflow/workflowSchema';

/** How a workflow came to run, and what it was given. */
export interface WorkflowCall {
  /** Of the run's own workflow, also where that called another. */
  workflowName: string;
  /** The job that called it: `quality`, `checks[1]/lint`; empty for the run's own workflow. */
  caller: string;
  /** Stands before the names of its jobs: `Quality / `. */
  namePrefix: string;
  inputs: Record<string, ExpressionValue>;
  secrets: Record<string, string>;
}

/** The event that started the run calls the run's own workflow. */
export function eventCall(run: RunState, workflow: Workflow): WorkflowCall {
  return {
    workflowName: workflow.name ?? run.workflowPath,
    caller: '',
    namePrefix: '',
    inputs: run.trigger.inputs ?? {},
    // Unknown to the sandbox; a workflow that tests for one finds it set.
    secrets: { GITHUB_TOKEN: '***', MANIFESTS_TOKEN: '***' },
  };
}

/** A job as `.sandbox.yaml` names it: `quality` or, in a reusable workflow, `quality/tests`. */
export function pathOf(caller: string | undefined, jobId: string): string {
  return caller ? `${caller.replace(/\[\d+\]/g, '')}/${jobId}` : jobId;
}
