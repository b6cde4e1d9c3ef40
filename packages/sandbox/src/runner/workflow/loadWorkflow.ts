import { findCallProblems } from './findCallProblems';
import { CallJob, isCall } from './jobSchema';
import { CallInterface } from './onSchema';
import { InvalidWorkflowError, WorkflowFile } from './parseWorkflow';
import { Workflow } from './workflowSchema';

/** A workflow with the reusable workflows of its repository that it calls. */
export interface LoadedWorkflow {
  workflow: Workflow;
  /** What it takes from a job that calls it, and gives back. */
  interface: CallInterface;
  /** By the `uses` of the calling job. */
  called: Map<string, LoadedWorkflow>;
}

/** Reads a workflow of the repository at the commit of the run. */
export type ReadFile = (path: string) => Promise<WorkflowFile | undefined>;

/** GitHub Enterprise Server's own limit, the caller included. */
const LEVELS = 4;
const NOTHING: CallInterface = { inputs: {}, secrets: {}, outputs: {} };

/** Reads what a workflow calls, and what that calls; a call that cannot work is refused before anything runs. */
export async function loadWorkflow(
  file: WorkflowFile,
  read: ReadFile,
  level = 1,
): Promise<LoadedWorkflow> {
  const called = new Map<string, LoadedWorkflow>();
  for (const [id, job] of Object.entries(file.workflow.jobs)) {
    if (isCall(job) && job.uses.startsWith('./')) {
      const refuse = (message: string) =>
        new InvalidWorkflowError(file.path, [
          {
            line: file.lineOf(['jobs', id, 'uses']),
            message: `error parsing called workflow "${job.uses}": ${message}`,
          },
        ]);
      called.set(job.uses, await loadCalled({ job, read, level, refuse }));
    }
  }
  const { workflow } = file;
  return { workflow, interface: workflow.on.call ?? NOTHING, called };
}

async function loadCalled(options: {
  job: CallJob;
  read: ReadFile;
  level: number;
  refuse(message: string): InvalidWorkflowError;
}): Promise<LoadedWorkflow> {
  const { job, read, level, refuse } = options;
  const path = job.uses.slice('./'.length);
  if (!/^\.github\/workflows\/[^/@]+\.ya?ml$/.test(path)) {
    throw refuse(
      'workflows must be defined at the top level of the .github/workflows/ directory, and are named without a version',
    );
  }
  if (level === LEVELS) {
    throw refuse(`more than ${LEVELS} levels of workflows call each other`);
  }
  const file = await explain(refuse, () => read(path));
  if (!file) {
    throw refuse('workflow was not found');
  }
  const problems = findCallProblems(job, file.workflow.on.call);
  if (problems.length > 0) {
    throw refuse(problems.join('; '));
  }
  return explain(refuse, () => loadWorkflow(file, read, level + 1));
}

/** What is wrong in a called file, as a problem of the call. */
async function explain<T>(
  refuse: (message: string) => InvalidWorkflowError,
  work: () => T | Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof InvalidWorkflowError ? refuse(error.message) : error;
  }
}
