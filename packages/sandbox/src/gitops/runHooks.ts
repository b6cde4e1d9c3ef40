import { KubernetesObject } from '../cluster/objects/KubernetesObject';
import { HookPhase } from './hooks';
import { objectHealth } from './objectHealth';
import { Operation } from './Operation';
import { SyncContext } from './SyncContext';
import { hasResult, resultOf, withResults } from './syncResults';
import { inWaves } from './waves';

/** How the hooks of a phase stand. */
export type HookState = 'running' | 'failed' | 'done';

/** Starts the hooks of a phase, wave by wave, and looks how they stand. */
export function runHooks(
  phase: HookPhase,
  operation: Operation,
  context: SyncContext,
): { operation: Operation; state: HookState } {
  const hooks = context.desired.hooks.filter(hook => hook.phase === phase);
  let current = operation;
  for (const wave of inWaves(hooks, hook => hook.object)) {
    const phases: string[] = [];
    for (const { object } of wave) {
      const hookPhase = runHook(object, phase, current, context);
      phases.push(hookPhase);
      current = withResults(current, [
        resultOf(object, phase, {
          hookType: phase,
          hookPhase,
          message: hookMessage(object, hookPhase, context),
        }),
      ]);
    }
    if (phases.includes('Failed')) {
      return { operation: current, state: 'failed' };
    }
    if (phases.includes('Running')) {
      return { operation: current, state: 'running' };
    }
  }
  return { operation: current, state: 'done' };
}

function runHook(
  object: KubernetesObject,
  phase: HookPhase,
  operation: Operation,
  context: SyncContext,
): 'Running' | 'Succeeded' | 'Failed' {
  const { api, applier, application } = context;
  const type = applier.typeOf(object);
  const live = applier.live(object);
  if (live && hasResult(operation, object, phase)) {
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
    api.ensureNamespace(
      application.destinationNamespace,
      application.namespaceLabels,
    );
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
