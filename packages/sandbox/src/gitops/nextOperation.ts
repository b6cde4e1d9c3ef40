import { toError } from '@backstage/errors';
import { formatTime } from '../cluster/objects/KubernetesObject';
import { SandboxClock } from '../SandboxClock';
import { advanceOperation, beginOperation } from './advanceOperation';
import { Operation } from './Operation';
import { surplus, SyncContext } from './SyncContext';

/** What becomes of an Application's sync now: it goes on, is tried again, begins anew, or stays as it ended. */
export function nextOperation(
  operation: Operation | undefined,
  context: SyncContext,
  clock: SandboxClock,
): Operation | undefined {
  if (operation?.phase === 'Running') {
    return isDue(operation, context, clock)
      ? advance(restarted(operation, context), context)
      : operation;
  }
  return needsSync(operation, context)
    ? advance(beginOperation(context), context)
    : operation;
}

function needsSync(
  operation: Operation | undefined,
  context: SyncContext,
): boolean {
  const { application, applier, desired } = context;
  if (application.syncRequested) {
    return true;
  }
  if (!application.automated) {
    return false;
  }
  if (operation?.syncResult.revision !== desired.revision) {
    return true;
  }
  const differs =
    desired.objects.some(
      wanted => applier.compare(application, wanted) !== 'Synced',
    ) ||
    (application.prune && surplus(context).length > 0);
  // Argo CD does not try a failed sync of the same revision again by itself.
  return differs && application.selfHeal && operation.phase === 'Succeeded';
}

/** One that failed and is to be tried again waits for its time, or for a newer revision. */
function isDue(
  { finishedAt, retryCount = 1, syncResult }: Operation,
  { application, desired, now }: SyncContext,
  clock: SandboxClock,
): boolean {
  if (finishedAt === undefined || syncResult.revision !== desired.revision) {
    return true;
  }
  const delay = application.retry.delay(retryCount - 1);
  return (
    now.getTime() >= Date.parse(finishedAt) + clock.toRealMilliseconds(delay)
  );
}

function restarted(operation: Operation, context: SyncContext): Operation {
  const { startedAt, retryCount, finishedAt } = operation;
  return finishedAt === undefined
    ? operation
    : { ...beginOperation(context), startedAt, retryCount };
}

function advance(operation: Operation, context: SyncContext): Operation {
  const advanced = attempt(operation, context);
  const { phase, message, retryCount = 0, syncResult } = advanced;
  const isTriedAgain =
    phase === 'Failed' &&
    syncResult.revision === context.desired.revision &&
    retryCount < context.application.retry.limit;
  return isTriedAgain
    ? {
        ...advanced,
        phase: 'Running',
        retryCount: retryCount + 1,
        message: `${message}. Retrying attempt #${retryCount + 1}.`,
      }
    : advanced;
}

function attempt(operation: Operation, context: SyncContext): Operation {
  try {
    return advanceOperation(operation, context);
  } catch (error) {
    return {
      ...operation,
      phase: 'Failed',
      message: `one or more objects failed to apply, reason: ${
        toError(error).message
      }`,
      finishedAt: formatTime(context.now),
    };
  }
}
