import { Job, Step, Workflow, workflowsIn } from '../github/workflows';
import { Check, Problem } from './Check';
import { findUntestedScripts } from './untestedScripts';

const CI = 'service/.github/workflows/ci.yml';
const GATE = 'gate-1';

/** What GitHub itself does not ask of a pipeline that delivers: see the messages. */
export const githubDelivery: Check = {
  name: 'the pipeline on GitHub delivers what was tested, and in order',
  run(files, { ci }) {
    if (ci !== 'github') {
      return [];
    }
    const workflows = workflowsIn(files);
    const delivery = workflows.find(({ path }) => path === CI);
    return [
      ...workflows.flatMap(findLostPushes),
      ...(delivery
        ? findInDelivery(delivery).map(message => ({ path: CI, message }))
        : []),
      ...findUntestedScripts(files, workflows.map(({ text }) => text).join()),
    ];
  },
};

/** GitHub drops a run that waits in a group when the next one comes, unless the group says otherwise. */
function findLostPushes({ path, on, concurrency }: Workflow): Problem[] {
  const isPushed = typeof on === 'object' && 'push' in on;
  const queue =
    typeof concurrency === 'object' && concurrency && 'queue' in concurrency
      ? String(concurrency.queue)
      : 'single';
  return isPushed && concurrency !== undefined && !queue.includes('max')
    ? [{ path, message: 'drops a push that waits when the next one comes' }]
    : [];
}

function findInDelivery({ jobs }: Workflow): string[] {
  const problems = [];
  const needs = [jobs[GATE]?.needs ?? []].flat();
  if (!needs.some(id => (jobs[String(id)]?.steps ?? []).some(onlyBuilds))) {
    problems.push(`builds no image before job '${GATE}'`);
  }
  for (const [id, job] of Object.entries(jobs)) {
    const order = [/version\.sh newer\b/, /kustomize edit set image/];
    if (isReversed(job, order)) {
      problems.push(`job '${id}' deploys without a look for a newer release`);
    }
    if (isReversed(job, [/version\.sh check\b/, /cosign sign\b/])) {
      problems.push(
        `job '${id}' releases without a look at whose version it is`,
      );
    }
  }
  return problems;
}

function onlyBuilds({ uses, with: inputs }: Step): boolean {
  return (
    uses?.startsWith('docker/build-push-action@') === true &&
    inputs?.push === false
  );
}

/** The second is done, and the first is not done before it. */
function isReversed(job: Job, [first, second]: RegExp[]): boolean {
  const runs = (job.steps ?? []).map(step => step.run ?? '');
  const done = runs.findIndex(run => second.test(run));
  return done >= 0 && !runs.slice(0, done).some(run => first.test(run));
}
