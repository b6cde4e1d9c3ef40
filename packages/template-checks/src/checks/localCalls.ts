import {
  Action,
  actionsIn,
  Inputs,
  stepsIn,
  Workflow,
  workflowsIn,
} from '../github/workflows';
import { Check, Problem } from './Check';

/** Calls of workflows and actions of the same repository give the inputs and secrets that those declare, by name. */
export const localCalls: Check = {
  name: 'local workflows and actions are called with declared inputs',
  run(files) {
    const workflows = workflowsIn(files);
    const actions = actionsIn(files);
    return [
      ...workflows.flatMap(workflow => findInWorkflow(workflow, workflows)),
      ...stepsIn(files).flatMap(({ path, place, step }) =>
        step.uses?.startsWith('./')
          ? findInStep(step.uses, step.with, actions, path).map(message => ({
              path,
              message: `${place} ${message}`,
            }))
          : [],
      ),
    ];
  },
};

function findInWorkflow(workflow: Workflow, workflows: Workflow[]): Problem[] {
  return Object.entries(workflow.jobs).flatMap(([id, job]) => {
    if (!job.uses?.startsWith('./')) {
      return [];
    }
    const called = workflows.find(
      other => other.path === besides(workflow.path, job.uses),
    );
    const problem = (message: string) => ({
      path: workflow.path,
      message: `job '${id}' ${message}`,
    });
    if (!called) {
      return [problem(`calls ${job.uses}, which is not there`)];
    }
    const call =
      typeof called.on === 'object' && 'workflow_call' in called.on
        ? called.on.workflow_call ?? {}
        : undefined;
    if (!call) {
      return [problem(`calls ${job.uses}, which has no workflow_call`)];
    }
    if (job.secrets === 'inherit') {
      return [problem('hands over all secrets instead of naming them')];
    }
    return [
      ...findUndeclared('input', job.with, call.inputs),
      ...findUndeclared(
        'secret',
        typeof job.secrets === 'object' ? job.secrets : {},
        call.secrets,
      ),
    ].map(message => problem(`${message} of ${job.uses}`));
  });
}

function findInStep(
  uses: string,
  given: Record<string, unknown> | undefined,
  actions: Action[],
  path: string,
): string[] {
  const folder = besides(path, uses);
  const action = actions.find(other =>
    [`${folder}/action.yml`, `${folder}/action.yaml`].includes(other.path),
  );
  return action
    ? findUndeclared('input', given, action.inputs).map(
        message => `${message} of ${uses}`,
      )
    : [`uses ${uses}, which is not there`];
}

function findUndeclared(
  kind: 'input' | 'secret',
  given: Record<string, unknown> = {},
  declared: Inputs = {},
): string[] {
  const unknown = Object.keys(given)
    .filter(name => !(name in declared))
    .map(name => `gives the unknown ${kind} '${name}'`);
  const missing = Object.entries(declared)
    .filter(([, input]) => input?.required && input.default === undefined)
    .filter(([name]) => !(name in given))
    .map(([name]) => `does not give the ${kind} '${name}'`);
  return [...unknown, ...missing];
}

/** The path of a file that a file of the same repository names by `./`. */
function besides(path: string, uses: string | undefined): string {
  return `${path.split('/')[0]}/${(uses ?? '').slice(2).replace(/\/$/, '')}`;
}
