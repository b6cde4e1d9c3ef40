import { KubernetesApi } from '../cluster/KubernetesApi';
import {
  formatTime,
  KubernetesObject,
} from '../cluster/objects/KubernetesObject';
import { Application } from './Application';
import { HookPhase } from './hooks';
import { objectHealth, worstHealth } from './objectHealth';
import { Operation, ResourceResult } from './Operation';
import { DesiredState } from './renderApplication';
import { ResourceApplier } from './ResourceApplier';

/** What a sync works with. */
export interface SyncContext {
  api: KubernetesApi;
  applier: ResourceApplier;
  application: Application;
  desired: DesiredState;
  now: Date;
}

/** Begins a sync to the desired revision. */
export function beginOperation(context: SyncContext): Operation {
  return {
    phase: 'Running',
    startedAt: formatTime(context.now),
    syncResult: { revision: context.desired.revision, resources: [] },
  };
}

/**
 * Does the next steps of a running sync: PreSync hooks, apply and prune, wait for health, PostSync hooks. Everything is
 * found again in the cluster and in the operation itself, so that a restart goes on where it stopped.
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
  const applied = applyAll(before.operation, context);
  const health = worstHealth(
    context.desired.objects.flatMap(object => {
      const live = context.applier.live(object);
      const own = live && objectHealth(live);
      return own ? [own] : [];
    }),
  );
  if (health.status === 'Degraded') {
    return end(
      applied,
      context,
      'Failed',
      `one or more synchronization tasks completed unsuccessfully: ${
        health.message ?? 'degraded'
      }`,
    );
  }
  const hasPostSync = context.desired.hooks.some(
    ({ phase }) => phase === 'PostSync',
  );
  if (!hasPostSync) {
    return end(
      applied,
      context,
      'Succeeded',
      'successfully synced (all tasks run)',
    );
  }
  if (health.status !== 'Healthy') {
    return {
      ...applied,
      message: `waiting for healthy state of ${context.application.name}`,
    };
  }
  const after = runHooks('PostSync', applied, context);
  return afterHooks(after.operation, after.state, context);
}

function afterHooks(
  operation: Operation,
  state: 'running' | 'failed' | 'done',
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
      return end(
        operation,
        context,
        'Succeeded',
        'successfully synced (all tasks run)',
      );
  }
}

function end(
  operation: Operation,
  context: SyncContext,
  phase: 'Succeeded' | 'Failed',
  message: string,
): Operation {
  return { ...operation, phase, message, finishedAt: formatTime(context.now) };
}

function applyAll(operation: Operation, context: SyncContext): Operation {
  const { api, applier, application, desired } = context;
  if (
    operation.syncResult.resources.some(({ syncPhase }) => syncPhase === 'Sync')
  ) {
    return operation;
  }
  if (application.createNamespace && application.destinationNamespace) {
    api.ensureNamespace(application.destinationNamespace);
  }
  const results = desired.objects.map(object => {
    const outcome = applier.apply(application, object);
    return resultOf(object, 'Sync', {
      status: 'Synced',
      message: `${object.kind.toLocaleLowerCase('en-US')}/${
        object.metadata.name
      } ${outcome}`,
      hookPhase: 'Running',
    });
  });
  const pruned = application.prune
    ? surplus(context).map(object => {
        applier.remove(object);
        return resultOf(object, 'Sync', {
          status: 'Pruned',
          message: 'pruned',
          hookPhase: 'Succeeded',
        });
      })
    : [];
  return withResults(operation, [...results, ...pruned]);
}

/** What the Application put into the cluster and no longer wants. */
export function surplus(context: SyncContext): KubernetesObject[] {
  const { applier, application, desired } = context;
  const wanted = new Set(desired.objects.map(idOf));
  return applier
    .tracked(application)
    .filter(
      object => !wanted.has(idOf(object)) && !object.metadata.deletionTimestamp,
    );
}

function idOf({ kind, metadata }: KubernetesObject): string {
  return `${kind}/${metadata.namespace ?? ''}/${metadata.name}`;
}

function runHooks(
  phase: HookPhase,
  operation: Operation,
  context: SyncContext,
): { operation: Operation; state: 'running' | 'failed' | 'done' } {
  const hooks = context.desired.hooks.filter(hook => hook.phase === phase);
  let current = operation;
  let state: 'running' | 'failed' | 'done' = 'done';
  for (const { object } of hooks) {
    const hookPhase = runHook(object, phase, current, context);
    current = withResults(current, [
      resultOf(object, phase, {
        hookType: phase,
        hookPhase,
        message: hookMessage(object, hookPhase, context),
      }),
    ]);
    if (hookPhase === 'Failed') {
      state = 'failed';
    } else if (hookPhase === 'Running' && state === 'done') {
      state = 'running';
    }
  }
  return { operation: current, state };
}

function runHook(
  object: KubernetesObject,
  phase: HookPhase,
  operation: Operation,
  context: SyncContext,
): 'Running' | 'Succeeded' | 'Failed' {
  const { api, applier, application } = context;
  const type = applier.typeOf(object);
  const isKnown = operation.syncResult.resources.some(
    ({ kind, name, syncPhase }) =>
      kind === object.kind &&
      name === object.metadata.name &&
      syncPhase === phase,
  );
  const live = applier.live(object);
  if (isKnown && live) {
    const health = objectHealth(live)?.status;
    if (health === 'Degraded') {
      return 'Failed';
    }
    return health === undefined || health === 'Healthy'
      ? 'Succeeded'
      : 'Running';
  }
  if (live) {
    // BeforeHookCreation, which is also Argo CD's default.
    api.delete(type, object.metadata.namespace, object.metadata.name, {
      propagationPolicy: 'Background',
    });
  }
  if (applier.live(object)) {
    return 'Running';
  }
  if (application.createNamespace && application.destinationNamespace) {
    api.ensureNamespace(application.destinationNamespace);
  }
  api.create(type, object);
  return 'Running';
}

function hookMessage(
  object: KubernetesObject,
  phase: 'Running' | 'Succeeded' | 'Failed',
  context: SyncContext,
): string {
  const live = context.applier.live(object);
  const reason = live && objectHealth(live)?.message;
  switch (phase) {
    case 'Failed':
      return reason ?? 'Job has failed';
    case 'Succeeded':
      return 'Reached expected number of succeeded pods';
    default:
      return `${object.kind.toLocaleLowerCase('en-US')} is running`;
  }
}

function resultOf(
  object: KubernetesObject,
  syncPhase: string,
  rest: Pick<ResourceResult, 'hookPhase' | 'hookType' | 'message' | 'status'>,
): ResourceResult {
  const [group, version] = object.apiVersion.includes('/')
    ? object.apiVersion.split('/')
    : ['', object.apiVersion];
  return {
    group,
    version,
    kind: object.kind,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    syncPhase,
    ...rest,
  };
}

function withResults(
  operation: Operation,
  results: ResourceResult[],
): Operation {
  const isReplaced = (old: ResourceResult) =>
    results.some(
      ({ kind, name, namespace, syncPhase }) =>
        kind === old.kind &&
        name === old.name &&
        namespace === old.namespace &&
        syncPhase === old.syncPhase,
    );
  return {
    ...operation,
    syncResult: {
      ...operation.syncResult,
      resources: [
        ...operation.syncResult.resources.filter(old => !isReplaced(old)),
        ...results,
      ],
    },
  };
}
