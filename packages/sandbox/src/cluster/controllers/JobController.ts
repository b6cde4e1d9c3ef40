import { numberAt, objectAt, textAt, textsAt } from '../json/Json';
import { JOB, POD } from '../knownTypes';
import {
  formatTime,
  isControlledBy,
  KubernetesObject,
  ownerReferenceTo,
} from '../objects/KubernetesObject';
import { ObjectChange } from '../objects/ObjectStore';
import { Condition, conditionOf, withConditions } from './conditions';
import {
  Controller,
  ControllerContext,
  keyOf,
  ownerKeys,
  splitKey,
} from './Controller';

/** Runs the pod of a Job until it succeeds or has failed too often. */
export class JobController implements Controller {
  readonly name = 'job';
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  allKeys(): string[] {
    return this.#context.api.objects.list(JOB).map(keyOf);
  }

  keysFor(change: ObjectChange): string[] {
    switch (change.resource) {
      case JOB:
        return [keyOf(change.object)];
      case POD:
        return ownerKeys(change.object, 'Job');
      default:
        return [];
    }
  }

  reconcile(key: string): number | undefined {
    const { api, clock } = this.#context;
    const { namespace, name } = splitKey(key);
    const job = api.find(JOB, namespace, name);
    if (
      !job ||
      job.metadata.deletionTimestamp ||
      conditionOf(job, 'Complete') ||
      conditionOf(job, 'Failed')
    ) {
      return undefined;
    }
    const pods = api.objects
      .list(POD, namespace)
      .filter(pod => isControlledBy(pod, job));
    const inPhase = (phase: string) =>
      pods.filter(pod => textAt(pod, 'status', 'phase') === phase).length;
    const succeeded = inPhase('Succeeded');
    const failed = inPhase('Failed');
    const wanted = numberAt(job, 'spec', 'completions') ?? 1;
    const limit = numberAt(job, 'spec', 'backoffLimit') ?? 6;
    const active = pods.length - succeeded - failed;
    const outcome = this.#outcome(succeeded >= wanted, failed > limit);
    if (!outcome && active === 0) {
      api.create(POD, podOf(job, pods.length));
    }
    const now = formatTime(clock.now());
    api.setStatus(JOB, job, {
      startTime: textAt(job, 'status', 'startTime') ?? now,
      ...(outcome?.type === 'Complete' ? { completionTime: now } : {}),
      active: outcome ? 0 : Math.max(1, active),
      ready: 0,
      succeeded,
      failed,
      conditions: outcome ? withConditions(job, [outcome], clock.now()) : [],
    });
    return undefined;
  }

  #outcome(complete: boolean, failed: boolean): Condition | undefined {
    if (complete) {
      return {
        type: 'Complete',
        status: 'True',
        reason: 'CompletionsReached',
        message: 'Reached expected number of succeeded pods',
      };
    }
    return failed
      ? {
          type: 'Failed',
          status: 'True',
          reason: 'BackoffLimitExceeded',
          message: 'Job has reached the specified backoff limit',
        }
      : undefined;
  }
}

function podOf(job: KubernetesObject, attempt: number): KubernetesObject {
  const labels = {
    ...textsAt(job, 'spec', 'template', 'metadata', 'labels'),
    'job-name': job.metadata.name,
    'batch.kubernetes.io/job-name': job.metadata.name,
    'batch.kubernetes.io/controller-uid': job.metadata.uid ?? '',
  };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: `${job.metadata.name}-${job.metadata.uid?.slice(0, 4)}${attempt}`,
      namespace: job.metadata.namespace,
      labels,
      ownerReferences: [ownerReferenceTo(job)],
    },
    spec: {
      restartPolicy: 'Never',
      ...objectAt(job, 'spec', 'template', 'spec'),
    },
  };
}
