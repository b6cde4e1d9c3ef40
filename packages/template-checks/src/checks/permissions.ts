import { dirname } from 'node:path';
import {
  actionsIn,
  Job,
  Permissions,
  Workflow,
  workflowsIn,
} from '../github/workflows';
import { Check, Problem } from './Check';

/** What a job must do, in its steps or in the actions they use, to be given a right to write. */
const REASONS: Record<string, RegExp> = {
  contents:
    /git push|gh release|gh api|contents\/|git\/refs|create-pull-request|gh pr merge|action-gh-release/,
  packages:
    /ghcr\.io|registry-login|docker\/login-action|oras|crane|cosign|gh api|packages\//,
  'id-token':
    /cosign|actions\/attest|configure-aws-credentials|google-github-actions\/auth|azure\/login|registry-login|scorecard-action|ACTIONS_ID_TOKEN|az login|github-builder/,
  attestations: /actions\/attest/,
  'artifact-metadata': /actions\/attest/,
  'security-events':
    /upload-sarif|codeql-action|scorecard-action|code-scanning/,
  'pull-requests':
    /gh pr|sticky-pull-request-comment|pulls\/|create-pull-request|dependency-review-action|github-script|gh api/,
  issues: /gh issue|gh label|issues\/|github-script|gh api|comment/,
  statuses: /statuses\/|github-script/,
  checks: /check-runs|github-script|checks/,
  deployments: /deployments|github-script/,
  actions:
    /gh run|gh workflow|actions\/(?:caches|runs|workflows)|github-script/,
  pages: /deploy-pages/,
};
const LEVELS = ['none', 'read', 'write'];

/** Workflows may do nothing by default; a job gets what its steps, or the workflow that it calls, need and no more. */
export const permissions: Check = {
  name: 'permissions are least privilege',
  run(files) {
    const workflows = workflowsIn(files);
    const scripts = [
      ...actionsIn(files).map(({ path, text }) => ({
        path: dirname(path),
        text,
      })),
      ...[...files]
        .filter(([path]) => path.endsWith('.sh'))
        .map(([path, text]) => ({ path, text })),
    ];
    return workflows.flatMap(workflow => [
      ...findTopLevel(workflow),
      ...Object.entries(workflow.jobs).flatMap(([id, job]) =>
        findInJob(id, job, { workflow, workflows, scripts }),
      ),
    ]);
  },
};

function findTopLevel({ path, permissions: granted }: Workflow): Problem[] {
  return typeof granted === 'object' && Object.keys(granted).length === 0
    ? []
    : [{ path, message: 'has no `permissions: {}` at its top' }];
}

function findInJob(
  id: string,
  job: Job,
  context: {
    workflow: Workflow;
    workflows: Workflow[];
    scripts: { path: string; text: string }[];
  },
): Problem[] {
  const { path } = context.workflow;
  const problem = (message: string) => ({
    path,
    message: `job '${id}' ${message}`,
  });
  const granted = job.permissions;
  if (granted === undefined) {
    return [problem('does not state its permissions')];
  }
  if (typeof granted === 'string') {
    return [problem(`grants '${granted}' instead of single permissions`)];
  }
  if (job.uses?.startsWith('./')) {
    return findInCall(granted, job.uses, context).map(problem);
  }
  // What the local actions and scripts do that it names is part of the job.
  const steps = JSON.stringify(job);
  const doing = [
    steps,
    ...context.scripts
      .filter(script => steps.includes(script.path.replace(/^[^/]+\//, '')))
      .map(({ text }) => text),
  ].join('\n');
  return Object.entries(granted)
    .filter(([, level]) => level === 'write')
    .filter(([scope]) => !REASONS[scope]?.test(doing))
    .map(([scope]) =>
      problem(`may write ${scope}, but no step of it seems to do that`),
    );
}

/** A call must grant exactly what the jobs of the called workflow ask for. */
function findInCall(
  granted: Exclude<Permissions, string | undefined>,
  uses: string,
  { workflow, workflows }: { workflow: Workflow; workflows: Workflow[] },
): string[] {
  const repository = workflow.path.split('/')[0];
  const called = workflows.find(
    other => other.path === `${repository}/${uses.slice(2)}`,
  );
  if (!called) {
    return [];
  }
  const needed: Record<string, string> = {};
  for (const job of Object.values(called.jobs)) {
    if (typeof job.permissions === 'object') {
      for (const [scope, level] of Object.entries(job.permissions)) {
        if (levelOf(level) > levelOf(needed[scope])) {
          needed[scope] = level;
        }
      }
    }
  }
  const scopes = new Set([...Object.keys(needed), ...Object.keys(granted)]);
  return [...scopes].flatMap(scope => {
    const wanted = levelOf(needed[scope]);
    const given = levelOf(granted[scope]);
    if (given < wanted) {
      return [
        `does not grant '${scope}: ${needed[scope]}', which ${uses} needs`,
      ];
    }
    return given > wanted
      ? [`grants '${scope}: ${granted[scope]}', more than ${uses} asks for`]
      : [];
  });
}

function levelOf(level: string | undefined): number {
  return LEVELS.indexOf(level ?? 'none');
}
