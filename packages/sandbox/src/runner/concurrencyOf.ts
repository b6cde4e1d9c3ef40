import { ConcurrencyOptions } from './ConcurrencyGroups';
import { createScope } from './createScope';
import { isTruthy } from './expressions/ExpressionValue';
import { evaluateText, interpolate } from './expressions/interpolate';
import { RunState } from './RunState';
import { eventCall } from './WorkflowCall';
import { Workflow } from './workflow/workflowSchema';

/** The concurrency group that a run belongs to, if its workflow names one. */
export function concurrencyOf(
  run: RunState,
  workflow: Workflow,
): (ConcurrencyOptions & { name: string }) | undefined {
  const { concurrency } = workflow;
  if (!concurrency || run.silent) {
    return undefined;
  }
  const scope = createScope({
    run,
    status: 'success',
    call: eventCall(run, workflow),
  });
  const cancel = evaluateText(String(concurrency.cancelInProgress), scope);
  return {
    name: `${run.owner}/${run.repo} ${interpolate(concurrency.group, scope)}`,
    cancelInProgress: cancel !== 'false' && isTruthy(cancel),
    queue: interpolate(concurrency.queue, scope) === 'max' ? 'max' : 'single',
  };
}
