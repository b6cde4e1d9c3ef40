import {
  Controller,
  ControllerContext,
  keyOf,
  ownerKeys,
  sooner,
  splitKey,
} from '../controllers/Controller';
import { Stopwatch } from '../controllers/Stopwatch';
import { flagAt, JsonObject, objectsAt, textAt } from '../json/Json';
import { ANALYSIS_RUN, JOB } from '../knownTypes';
import { formatTime, KubernetesObject } from '../objects/KubernetesObject';
import { ObjectChange } from '../objects/ObjectStore';
import { Result } from './evaluateCondition';
import { JobProvider } from './JobProvider';
import { assessMetric, measure, measurementsOf } from './measure';
import { parseDuration } from './parseDuration';

const ERROR_RETRY_SECONDS = 10;
const FINISHED = ['Successful', 'Failed', 'Error', 'Inconclusive'];

/** Takes the measurements of analysis runs and assesses them. */
export class AnalysisRunController implements Controller {
  readonly name = 'analysisrun';
  readonly #context: ControllerContext;
  readonly #query: (query: string) => Result;
  readonly #watch: Stopwatch;
  readonly #jobs: JobProvider;

  constructor(
    context: ControllerContext,
    /** Answers a Prometheus query. */
    query: (query: string) => Result,
  ) {
    this.#context = context;
    this.#query = query;
    this.#watch = new Stopwatch(context.clock);
    this.#jobs = new JobProvider(context);
  }

  allKeys(): string[] {
    return this.#context.api.objects.list(ANALYSIS_RUN).map(keyOf);
  }

  keysFor(change: ObjectChange): string[] {
    switch (change.resource) {
      case ANALYSIS_RUN:
        return [keyOf(change.object)];
      case JOB:
        return ownerKeys(change.object, 'AnalysisRun');
      default:
        return [];
    }
  }

  reconcile(key: string): number | undefined {
    const { api, clock } = this.#context;
    const { namespace, name } = splitKey(key);
    const run = api.find(ANALYSIS_RUN, namespace, name);
    const finished = FINISHED.includes(textAt(run, 'status', 'phase') ?? '');
    if (!run || finished) {
      this.#watch.forgetAll(`${key} `);
      return undefined;
    }
    const args = argumentsOf(run);
    const before = objectsAt(run, 'status', 'metricResults');
    const terminated = flagAt(run, 'spec', 'terminate');
    let again: number | undefined;
    const results: JsonObject[] = [];
    for (const metric of objectsAt(run, 'spec', 'metrics')) {
      const metricName = textAt(metric, 'name') ?? '';
      const measurements = measurementsOf(before, metricName).map(each =>
        each.phase === 'Running' ? this.#jobs.look(run, each) : each,
      );
      const due = terminated
        ? undefined
        : this.#dueIn(`${key} ${metricName}`, run, metric, measurements);
      if (due !== undefined && due <= 0) {
        measurements.push(
          this.#jobs.measures(metric)
            ? this.#jobs.start(run, metric, args, measurements.length + 1)
            : measure({ metric, args, query: this.#query, now: clock.now() }),
        );
      }
      const verdict = assessMetric(metric, measurements);
      results.push(resultOf(metricName, measurements, verdict, terminated));
      if (!verdict.finished && !terminated) {
        again = sooner(
          again,
          this.#dueIn(`${key} ${metricName}`, run, metric, measurements),
        );
      }
    }
    const { phase, message } = overall(results);
    if (FINISHED.includes(phase)) {
      for (const measurement of results.flatMap(runningOf)) {
        this.#jobs.stop(run, measurement);
      }
    }
    api.setStatus(ANALYSIS_RUN, run, {
      phase,
      ...(message ? { message } : {}),
      startedAt: textAt(run, 'status', 'startedAt') ?? formatTime(clock.now()),
      ...(FINISHED.includes(phase)
        ? { completedAt: formatTime(clock.now()) }
        : {}),
      metricResults: results,
    });
    return again;
  }

  /** Seconds until the next measurement; nothing when there is none to come. */
  #dueIn(
    key: string,
    run: KubernetesObject,
    metric: JsonObject,
    measurements: JsonObject[],
  ): number | undefined {
    const last = measurements[measurements.length - 1];
    if (
      assessMetric(metric, measurements).finished ||
      last?.phase === 'Running'
    ) {
      return undefined;
    }
    if (!last) {
      const delay = durationOf(metric, 'initialDelay') ?? 0;
      return (
        delay - this.#watch.elapsed(`${key} 0`, run.metadata.creationTimestamp)
      );
    }
    const interval =
      last.phase === 'Error'
        ? ERROR_RETRY_SECONDS
        : durationOf(metric, 'interval') ?? ERROR_RETRY_SECONDS;
    return (
      interval -
      this.#watch.elapsed(
        `${key} ${measurements.length}`,
        textAt(last, 'finishedAt'),
      )
    );
  }
}

function argumentsOf(run: KubernetesObject): Map<string, string> {
  return new Map(
    objectsAt(run, 'spec', 'args').flatMap(argument => {
      const value = textAt(argument, 'value');
      return value === undefined
        ? []
        : [[textAt(argument, 'name') ?? '', value] as const];
    }),
  );
}

function durationOf(metric: JsonObject, field: string): number | undefined {
  const text = textAt(metric, field);
  return text === undefined ? undefined : parseDuration(text);
}

function resultOf(
  name: string,
  measurements: JsonObject[],
  verdict: { phase: string; message: string | undefined },
  terminated: boolean,
): JsonObject {
  const count = (phase: string) =>
    measurements.filter(measurement => measurement.phase === phase).length;
  const ended = terminated && verdict.phase === 'Running';
  const message = ended ? 'Metric Terminated' : verdict.message;
  return {
    name,
    phase: ended ? 'Successful' : verdict.phase,
    ...(message ? { message } : {}),
    count: measurements.length - count('Error') - count('Running'),
    successful: count('Successful'),
    failed: count('Failed'),
    inconclusive: count('Inconclusive'),
    error: count('Error'),
    measurements: measurements.slice(-10),
  };
}

function runningOf(result: JsonObject): JsonObject[] {
  return objectsAt(result, 'measurements').filter(
    ({ phase }) => phase === 'Running',
  );
}

/** The worst metric decides; a failure ends the run though others still measure. */
function overall(results: JsonObject[]): {
  phase: string;
  message: string | undefined;
} {
  for (const phase of ['Failed', 'Error', 'Inconclusive']) {
    const worst = results.find(result => result.phase === phase);
    if (worst) {
      return { phase, message: textAt(worst, 'message') };
    }
  }
  const running = results.some(result => result.phase === 'Running');
  return { phase: running ? 'Running' : 'Successful', message: undefined };
}
