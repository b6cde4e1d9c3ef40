import {
  DeploymentCheck,
  Health,
  Sync,
} from '@fairway/backstage-plugin-delivery-common';
import { DerivedObservation } from '@fairway/backstage-plugin-delivery-node';
import { ApplicationHook, ApplicationObject } from './ApplicationObject';
import { reasonOf } from './reasonOf';

/**
 * What an Application says about the environment: sync, applied revision, health and hooks. The running digest is not its
 * to tell: `status.summary.images` mixes old and new pods.
 */
export function applicationObservation(
  application: ApplicationObject,
  baseUrl: string | undefined,
): DerivedObservation {
  const revision = appliedRevision(application);
  return {
    health: healthOf(application.health),
    sync: syncOf(application.sync),
    ...reasonOf(application),
    ...(revision && { revision }),
    ...(baseUrl && { url: urlOf(application, baseUrl) }),
    checks: checksOf(application),
  };
}

/** `status.sync.revision` is what Git says; while out of sync, that is not what is applied. */
function appliedRevision({
  operation,
  sync,
  comparedRevision,
  syncedRevision,
}: ApplicationObject): string | undefined {
  if (operation?.phase === 'Succeeded' && operation.revision) {
    return operation.revision;
  }
  return sync === 'Synced' ? comparedRevision : syncedRevision;
}

function healthOf(health: string | undefined): Health {
  switch (health) {
    case 'Healthy':
      return 'healthy';
    case 'Progressing':
      return 'progressing';
    case 'Degraded':
      return 'degraded';
    case 'Suspended':
      return 'suspended';
    case 'Missing':
      return 'missing';
    default:
      return 'unknown';
  }
}

function syncOf(sync: string | undefined): Sync {
  switch (sync) {
    case 'Synced':
      return 'synced';
    case 'OutOfSync':
      return 'out-of-sync';
    default:
      return 'unknown';
  }
}

function checksOf({ operation }: ApplicationObject): DeploymentCheck[] {
  return (operation?.hooks ?? []).map(hook => {
    const state = stateOf(hook.phase);
    const finished = state === 'passed' || state === 'failed';
    return {
      ...kindOf(hook),
      state,
      ...(hook.message && { summary: hook.message.slice(0, 300) }),
      ...(operation?.revision && { revision: operation.revision }),
      ...(finished && operation?.finishedAt && { at: operation.finishedAt }),
    };
  });
}

function kindOf(hook: ApplicationHook): Pick<DeploymentCheck, 'kind' | 'name'> {
  return /smoke-?test/.test(hook.name)
    ? { kind: 'smoke-test', name: 'Smoke test' }
    : { kind: 'hook', name: hook.name };
}

// Only `Failed` is a verdict about the release; `Error` says that the hook could not run.
function stateOf(phase: string): DeploymentCheck['state'] {
  switch (phase) {
    case 'Succeeded':
      return 'passed';
    case 'Failed':
      return 'failed';
    case 'Running':
      return 'running';
    default:
      return 'pending';
  }
}

function urlOf(
  { namespace, name }: ApplicationObject,
  baseUrl: string,
): string {
  return `${baseUrl.replace(/\/+$/, '')}/applications/${encodeURIComponent(
    namespace,
  )}/${encodeURIComponent(name)}`;
}
