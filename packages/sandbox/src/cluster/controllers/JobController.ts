import { JsonObject, numberAt, textAt } from '../json/Json';
import { JOB, POD } from '../knownTypes';
import {
  formatTime,
  isControlledBy,
  KubernetesObject,
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
import { podFromTemplate } from './podFromTemplate';
import { Stopwatch } from './Stopwatch';

/** Runs the pods of a Job until enough have succeeded or too many have failed. */
export class JobController implements Controller {
  readonly name = 'job';
  readonly #context: ControllerContext;
  readonly #finished: Stopwatch;

  constructor(context: ControllerContext) {
    this.#context = context;
    this.#finished = new Stopwatch(context.clock);
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
    if (!job || job.metadata.deletionTimestamp) {
      this.#finished.forgetAll(`${key} `);
      return undefined;
    }
    const end = conditionOf(job, 'Complete') ?? conditionOf(job, 'Failed');
    if (end) {
      return this.#removeInTime(key, job, end);
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
    const parallel = numberAt(job, 'spec', 'parallelism') ?? 1;
    const missing = outcome
      ? 0
      : Math.max(0, Math.min(parallel, wanted - succeeded) - active);
    for (let index = 0; index < missing; index += 1) {
      api.create(POD, podOf(job));
    }
    const now = formatTime(clock.now());
    api.setStatus(JOB, job, {
      startTime: textAt(job, 'status', 'startTime') ?? now,
      ...(outcome?.type === 'Complete' ? { completionTime: now } : {}),
      active: outcome ? 0 : active + missing,
      ready: 0,
      succeeded,
      failed,
      conditions: outcome ? withConditions(job, [outcome], clock.now()) : [],
    });
    return undefined;
  }

  /** Deletes an ended Job, with its pods, after `ttlSecondsAfterFinished`. */
  #removeInTime(
    key: string,
    job: KubernetesObject,
    end: JsonObject,
  ): number | undefined {
    const kept = numberAt(job, 'spec', 'ttlSecondsAfterFinished');
    if (kept === undefined) {
      return undefined;
    }
    const passed = this.#finished.elapsed(
      `${key} ${job.metadata.uid}`,
      textAt(end, 'lastTransitionTime'),
    );
    if (passed < kept) {
      return kept - passed;
    }
    this.#context.api.delete(JOB, job.metadata.namespace, job.metadata.name);
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

function podOf(job: KubernetesObject): KubernetesObject {
  return podFromTemplate(job, {
    labels: {
      'job-name': job.metadata.name,
      'batch.kubernetes.io/job-name': job.metadata.name,
      'batch.kubernetes.io/controller-uid': job.metadata.uid ?? '',
    },
    spec: {
      restartPolicy:
        textAt(job, 'spec', 'template', 'spec', 'restartPolicy') ?? 'Never',
    },
  });
}
