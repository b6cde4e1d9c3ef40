import { conditionOf } from '../controllers/conditions';
import { ControllerContext } from '../controllers/Controller';
import { isObject, Json, JsonObject, objectAt, textAt } from '../json/Json';
import { JOB } from '../knownTypes';
import {
  formatTime,
  KubernetesObject,
  ownerReferenceTo,
} from '../objects/KubernetesObject';
import { withArguments } from './withArguments';

/** Measures by Jobs, as Argo Rollouts' provider of that name: a measurement runs until its Job ends. */
export class JobProvider {
  readonly #context: ControllerContext;

  constructor(context: ControllerContext) {
    this.#context = context;
  }

  measures(metric: JsonObject): boolean {
    return isObject(objectAt(metric, 'provider').job);
  }

  /** Creates the Job of the next measurement. */
  start(
    run: KubernetesObject,
    metric: JsonObject,
    args: Map<string, string>,
    number: number,
  ): JsonObject {
    const { api, clock } = this.#context;
    const { namespace, uid } = run.metadata;
    const job = objectAt(metric, 'provider', 'job');
    const name = `${uid}.${textAt(metric, 'name')}.${number}`;
    const startedAt = formatTime(clock.now());
    try {
      api.create(JOB, {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: {
          ...objectAt(job, 'metadata'),
          name,
          namespace,
          ownerReferences: [ownerReferenceTo(run)],
        },
        spec: resolved(objectAt(job, 'spec'), args),
      });
    } catch (error) {
      return {
        startedAt,
        finishedAt: startedAt,
        phase: 'Error',
        message: error instanceof Error ? error.message : String(error),
      };
    }
    return {
      startedAt,
      phase: 'Running',
      metadata: { 'job-name': name, 'job-namespace': namespace },
    };
  }

  /** The measurement as its Job stands now. */
  look(run: KubernetesObject, measurement: JsonObject): JsonObject {
    const job = this.#jobOf(run, measurement);
    const ended = {
      ...measurement,
      finishedAt: formatTime(this.#context.clock.now()),
    };
    if (!job) {
      return { ...ended, phase: 'Error', message: 'its Job is gone' };
    }
    if (conditionOf(job, 'Complete')) {
      return { ...ended, phase: 'Successful' };
    }
    const failed = conditionOf(job, 'Failed');
    return failed
      ? { ...ended, phase: 'Failed', message: textAt(failed, 'message') }
      : measurement;
  }

  /** Deletes the Job of a measurement whose run has ended. */
  stop(run: KubernetesObject, measurement: JsonObject): void {
    const job = this.#jobOf(run, measurement);
    if (job) {
      this.#context.api.delete(JOB, job.metadata.namespace, job.metadata.name);
    }
  }

  #jobOf(
    run: KubernetesObject,
    measurement: JsonObject,
  ): KubernetesObject | undefined {
    return this.#context.api.find(
      JOB,
      run.metadata.namespace,
      textAt(measurement, 'metadata', 'job-name') ?? '',
    );
  }
}

/** The same with the arguments of the run in every text. */
function resolved(
  value: Json | undefined,
  args: Map<string, string>,
): Json | undefined {
  if (typeof value === 'string') {
    return withArguments(value, args);
  }
  if (Array.isArray(value)) {
    return value.map(each => resolved(each, args) ?? null);
  }
  return isObject(value)
    ? Object.fromEntries(
        Object.entries(value).map(([field, each]) => [
          field,
          resolved(each, args),
        ]),
      )
    : value;
}
