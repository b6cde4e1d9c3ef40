import { KubernetesObject } from './KubernetesObject';
import { workloadsIn } from './PodTemplate';

const NAMED_BY_STRATEGY: Record<string, string> = {
  activeService: 'Service',
  previewService: 'Service',
  stableService: 'Service',
  canaryService: 'Service',
  templateName: 'AnalysisTemplate',
};

/** The objects that the strategies of Rollouts name. */
export function namedByStrategies(
  objects: KubernetesObject[],
): { kind: string; name: unknown }[] {
  return workloadsIn(objects).flatMap(workload =>
    entriesDeep(workload.spec.strategy)
      .filter(([key]) => key in NAMED_BY_STRATEGY)
      .map(([key, name]) => ({ kind: NAMED_BY_STRATEGY[key], name })),
  );
}

function entriesDeep(value: unknown): [string, unknown][] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]): [string, unknown][] => [
    [key, inner],
    ...entriesDeep(inner),
  ]);
}
