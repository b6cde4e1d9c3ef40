import {
  formatTime,
  KubernetesObject,
} from '../cluster/objects/KubernetesObject';
import { objectHealth, worstHealth } from './objectHealth';
import { Operation } from './Operation';
import { HookState, runHooks } from './runHooks';
import { surplus, SyncContext } from './SyncContext';
import { hasResult, resultOf, withResults } from './syncResults';
import { inWaves } from './waves';

/** Begins a sync to the desired revision. */
export function beginOperation(context: SyncContext): Operation {
  return {
    phase: 'Running',
    startedAt: formatTime(context.now),
    syncResult: { revision: context.desired.revision, resources: [] },
  };
}

/**
 * Does the next steps of a running sync: PreSync hooks, apply in waves and prune, wait for health, PostSync hooks.
 * Everything is found again in the cluster and in the operation itself, so that a restart goes on where it stopped.
 */
export function advanceOperation(
  operation: Operation,
  context: SyncContext,
): Operation {
  if (operation.syncResult.revision !== context.desired.revision) {
    return end(operation, context, 'Failed', 'a newer revision took its place');
  }
  const before = runHooks('PreSync', operation, context);
  if (before.state !== 'done') {
    return afterHooks(before.operation, before.state, context);
  }
  const applied = applyWaves(before.operation, context);
  if (!applied.isComplete) {
    return applied.operation;
  }
  const synced = prune(applied.operation, context);
  if (!context.desired.hooks.some(({ phase }) => phase === 'PostSync')) {
    // Without hooks a sync is an apply and nothing more: it does not wait for health.
    return succeed(synced, context);
  }
  const health = healthOf(context.desired.objects, context);
  switch (health.status) {
    case 'Degraded':
      return fail(synced, context, health.message);
    case 'Healthy': {
      const after = runHooks('PostSync', synced, context);
      return afterHooks(after.operation, after.state, context);
    }
    default:
      return waitFor(synced, context.application.name);
  }
}

function afterHooks(
  operation: Operation,
  state: HookState,
  context: SyncContext,
): Operation {
  switch (state) {
    case 'running':
      return { ...operation, message: 'waiting for completion of hook' };
    case 'failed':
      return end(
        operation,
        context,
        'Failed',
        'one or more synchronization tasks completed unsuccessfully',
      );
    default:
      return succeed(operation, context);
  }
}

/** Applies wave by wave; the next one comes when all of a wave is healthy. */
function applyWaves(
  operation: Operation,
  context: SyncContext,
): { operation: Operation; isComplete: boolean } {
  const { api, application, desired } = context;
  if (application.createNamespace && application.destinationNamespace) {
    api.ensureNamespace(
      application.destinationNamespace,
      application.namespaceLabels,
    );
  }
  const waves = inWaves(desired.objects, object => object);
  let current = operation;
  for (const [index, wave] of waves.entries()) {
    current = applyMissing(current, wave, context);
    const isLast = index === waves.length - 1;
    const health = isLast ? undefined : healthOf(wave, context);
    if (health?.status === 'Degraded') {
      return {
        operation: fail(current, context, health.message),
        isComplete: false,
      };
    }
    if (health && health.status !== 'Healthy') {
      const names = wave.map(
        ({ kind, metadata }) => `${kind}/${metadata.name}`,
      );
      return {
        operation: waitFor(current, names.join(', ')),
        isComplete: false,
      };
    }
  }
  return { operation: current, isComplete: true };
}

/** Applies what this operation has not applied yet. */
function applyMissing(
  operation: Operation,
  wave: KubernetesObject[],
  { applier, application }: SyncContext,
): Operation {
  const results = wave
    .filter(object => !hasResult(operation, object, 'Sync'))
    .map(object => {
      const outcome = applier.apply(application, object);
      return resultOf(object, 'Sync', {
        status: 'Synced',
        message: `${object.kind.toLocaleLowerCase('en-US')}/${
          object.metadata.name
        } ${outcome}`,
        hookPhase: 'Running',
      });
    });
  return withResults(operation, results);
}

function prune(operation: Operation, context: SyncContext): Operation {
  const isPruned = operation.syncResult.resources.some(
    ({ status }) => status === 'Pruned',
  );
  if (!context.application.prune || isPruned) {
    return operation;
  }
  const results = surplus(context).map(object => {
    context.applier.remove(object);
    return resultOf(object, 'Sync', {
      status: 'Pruned',
      message: 'pruned',
      hookPhase: 'Succeeded',
    });
  });
  return withResults(operation, results);
}

function healthOf(objects: KubernetesObject[], { applier }: SyncContext) {
  return worstHealth(
    objects.flatMap(object => {
      const live = applier.live(object);
      const own = live && objectHealth(live);
      return own ? [own] : [];
    }),
  );
}

function waitFor(operation: Operation, what: string): Operation {
  return { ...operation, message: `waiting for healthy state of ${what}` };
}

function succeed(operation: Operation, context: SyncContext): Operation {
  return end(
    operation,
    context,
    'Succeeded',
    'successfully synced (all tasks run)',
  );
}

function fail(
  operation: Operation,
  context: SyncContext,
  reason = 'degraded',
): Operation {
  return end(
    operation,
    context,
    'Failed',
    `one or more synchronization tasks completed unsuccessfully: ${reason}`,
  );
}

function end(
  operation: Operation,
  context: SyncContext,
  phase: 'Succeeded' | 'Failed',
  message: string,
): Operation {
  return { ...operation, phase, message, finishedAt: formatTime(context.now) };
}
