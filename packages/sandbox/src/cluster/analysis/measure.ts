import { JsonObject, numberAt, objectsAt, textAt } from '../json/Json';
import { formatTime } from '../objects/KubernetesObject';
import { evaluateCondition, Result } from './evaluateCondition';
import { ConditionError } from './parseCondition';
import { withArguments } from './withArguments';

/** Takes one measurement of a metric, as an entry of `metricResults[].measurements`. */
export function measure(options: {
  metric: JsonObject;
  args: Map<string, string>;
  query: (query: string) => Result;
  now: Date;
}): JsonObject {
  const { metric, args, query, now } = options;
  const time = formatTime(now);
  const base = { startedAt: time, finishedAt: time };
  try {
    const text = textAt(metric, 'provider', 'prometheus', 'query');
    if (text === undefined) {
      throw new ConditionError(
        'the sandbox measures with the providers prometheus and job only',
      );
    }
    const result = query(withArguments(text, args));
    return {
      ...base,
      value: Array.isArray(result) ? `[${result.join(',')}]` : String(result),
      phase: assess(metric, args, result),
    };
  } catch (error) {
    return {
      ...base,
      phase: 'Error',
      message: error instanceof Error ? error.message : String(error),
    };
  }
}

function assess(
  metric: JsonObject,
  args: Map<string, string>,
  result: Result,
): string {
  const success = textAt(metric, 'successCondition');
  const failure = textAt(metric, 'failureCondition');
  const holds = (condition: string) =>
    evaluateCondition(withArguments(condition, args), result);
  const failed = failure !== undefined && holds(failure);
  if (failed) {
    return 'Failed';
  }
  if (success !== undefined && holds(success)) {
    return 'Successful';
  }
  if (success === undefined) {
    return 'Successful';
  }
  return failure === undefined ? 'Failed' : 'Inconclusive';
}

/** How a metric stands after its measurements, by Argo Rollouts' limits. */
export function assessMetric(
  metric: JsonObject,
  measurements: JsonObject[],
): { phase: string; message: string | undefined; finished: boolean } {
  const count = (phase: string) =>
    measurements.filter(measurement => measurement.phase === phase).length;
  const name = textAt(metric, 'name') ?? '';
  const failed = count('Failed');
  const failureLimit = limitOf(metric, 'failureLimit', 0);
  if (failed > failureLimit) {
    return {
      phase: 'Failed',
      message: `Metric "${name}" assessed Failed due to failed (${failed}) > failureLimit (${failureLimit})`,
      finished: true,
    };
  }
  const inconclusive = count('Inconclusive');
  const inconclusiveLimit = limitOf(metric, 'inconclusiveLimit', 0);
  if (inconclusive > inconclusiveLimit) {
    return {
      phase: 'Inconclusive',
      message: `Metric "${name}" assessed Inconclusive due to inconclusive (${inconclusive}) > inconclusiveLimit (${inconclusiveLimit})`,
      finished: true,
    };
  }
  const errors = trailingErrors(measurements);
  const errorLimit = limitOf(metric, 'consecutiveErrorLimit', 4);
  if (errors.count > errorLimit) {
    return {
      phase: 'Error',
      message: `Metric "${name}" assessed Error due to consecutiveErrors (${errors.count}) > consecutiveErrorLimit (${errorLimit}): "Error Message: ${errors.message}"`,
      finished: true,
    };
  }
  const wanted = numberAt(metric, 'count');
  const taken = measurements.length - count('Error') - count('Running');
  const complete =
    wanted === undefined && metric.interval === undefined
      ? taken >= 1
      : wanted !== undefined && wanted > 0 && taken >= wanted;
  return complete
    ? { phase: 'Successful', message: undefined, finished: true }
    : { phase: 'Running', message: undefined, finished: false };
}

function limitOf(metric: JsonObject, field: string, fallback: number): number {
  const value = metric[field];
  const number = value === undefined ? fallback : Number(value);
  return Number.isNaN(number) ? fallback : number;
}

function trailingErrors(measurements: JsonObject[]): {
  count: number;
  message: string;
} {
  let count = 0;
  let message = '';
  for (const measurement of [...measurements].reverse()) {
    if (measurement.phase !== 'Error') {
      break;
    }
    count += 1;
    message ||= textAt(measurement, 'message') ?? '';
  }
  return { count, message };
}

/** The measurements that a status already holds for a metric. */
export function measurementsOf(
  results: JsonObject[],
  metric: string,
): JsonObject[] {
  const known = results.find(result => result.name === metric);
  return objectsAt(known, 'measurements');
}
