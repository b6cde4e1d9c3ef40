import { Job, Workflow, workflowsIn } from '../github/workflows';
import { Check, Problem } from './Check';

const MAX_MINUTES = 120;

/** Every job ends in time and runs on a named image; runs for the same thing do not pile up. */
export const jobs: Check = {
  name: 'jobs have timeouts, pinned runners and concurrency',
  run: files => workflowsIn(files).flatMap(findProblems),
};

function findProblems(workflow: Workflow): Problem[] {
  const { path } = workflow;
  const problems = Object.entries(workflow.jobs).flatMap(([id, job]) =>
    findInJob(job).map(message => ({
      path,
      message: `job '${id}' ${message}`,
    })),
  );
  const isCalled =
    typeof workflow.on === 'object' && 'workflow_call' in workflow.on;
  const hasGroups = Object.values(workflow.jobs).every(job => job.concurrency);
  if (!isCalled && !workflow.concurrency && !hasGroups) {
    problems.push({ path, message: 'has no concurrency group' });
  }
  return problems;
}

function findInJob(job: Job): string[] {
  // The jobs of a called workflow have their own.
  if (job.uses) {
    return [];
  }
  const problems = [];
  const minutes = job['timeout-minutes'];
  if (typeof minutes !== 'number' || minutes <= 0 || minutes > MAX_MINUTES) {
    problems.push(
      `has no timeout-minutes between 1 and ${MAX_MINUTES} (${minutes})`,
    );
  }
  const runner = JSON.stringify(job['runs-on']) ?? 'nothing';
  if (/-latest|nothing/.test(runner)) {
    problems.push(`runs on ${runner}, which changes under it`);
  }
  return problems;
}
