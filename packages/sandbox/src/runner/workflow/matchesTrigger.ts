import { matchesPatterns } from './matchesPattern';
import { Trigger } from './onSchema';
import { Workflow } from './workflowSchema';

/** What happened, as far as `on` asks about it. */
export type TriggerEvent =
  | { name: 'push'; ref: string; changedPaths: string[] }
  | {
      name: 'pull_request';
      /** `opened`, `labeled`, …. */
      action: string;
      baseBranch: string;
      /** Missing when not known: then path filters hold nothing back. */
      changedPaths?: string[];
    }
  | { name: 'workflow_dispatch' };

const DEFAULT_TYPES = ['opened', 'synchronize', 'reopened'];

/** True if the workflow runs for the event. */
export function matchesTrigger(
  workflow: Workflow,
  event: TriggerEvent,
): boolean {
  const trigger = workflow.on.triggers.get(event.name);
  if (!trigger) {
    return false;
  }
  switch (event.name) {
    case 'workflow_dispatch':
      return true;
    case 'pull_request':
      return (
        (trigger.types ?? DEFAULT_TYPES).includes(event.action) &&
        matchesBranch(trigger, event.baseBranch) &&
        matchesPaths(trigger, event.changedPaths)
      );
    case 'push':
      return matchesPush(trigger, event.ref, event.changedPaths);
    default:
      throw new Error(`Unexpected ${JSON.stringify(event satisfies never)}`);
  }
}

function matchesPush(trigger: Trigger, ref: string, paths: string[]): boolean {
  const forBranches = trigger.branches ?? trigger['branches-ignore'];
  const forTags = trigger.tags ?? trigger['tags-ignore'];
  const tag = /^refs\/tags\/(.+)$/.exec(ref)?.[1];
  if (tag !== undefined) {
    if (!forTags) {
      return !forBranches;
    }
    return trigger.tags
      ? matchesPatterns(tag, trigger.tags)
      : !matchesPatterns(tag, forTags);
  }
  if (!forBranches && forTags) {
    return false;
  }
  return (
    matchesBranch(trigger, ref.replace(/^refs\/heads\//, '')) &&
    matchesPaths(trigger, paths)
  );
}

function matchesBranch(trigger: Trigger, branch: string): boolean {
  const ignored = trigger['branches-ignore'];
  if (trigger.branches) {
    return matchesPatterns(branch, trigger.branches);
  }
  return !ignored || !matchesPatterns(branch, ignored);
}

function matchesPaths(trigger: Trigger, paths?: string[]): boolean {
  if (!paths) {
    return true;
  }
  const { paths: wanted, 'paths-ignore': ignored } = trigger;
  if (wanted) {
    return paths.some(path => matchesPatterns(path, wanted));
  }
  return !ignored || paths.some(path => !matchesPatterns(path, ignored));
}
