import { z } from 'zod';
import { expectedEnvironments } from '../../environments/expectedEnvironments';
import { KubernetesObject } from '../../kubernetes/KubernetesObject';
import { workloadsIn } from '../../kubernetes/PodTemplate';
import { overlayCheck } from './overlayCheck';

const selectorSchema = z.looseObject({
  matchLabels: z.record(z.string(), z.string()).optional(),
});
const budgetSchema = z.looseObject({
  spec: z.looseObject({
    selector: selectorSchema,
    minAvailable: z.union([z.number(), z.string()]).optional(),
    maxUnavailable: z.union([z.number(), z.string()]).optional(),
  }),
});
const policySchema = z.looseObject({
  spec: z.looseObject({
    podSelector: selectorSchema,
    policyTypes: z.array(z.string()).default([]),
    ingress: z.array(z.unknown()).optional(),
    egress: z.array(z.unknown()).optional(),
  }),
});
/** The service survives the loss of a node and talks to nobody it need not talk to. */
export const resilience = overlayCheck(
  'workloads are spread, budgeted and fenced in',
  ({ environment, objects }, parameters) => {
    const [workload] = workloadsIn(objects);
    if (!workload) {
      return [];
    }
    const pods = workload.spec.template.metadata.labels;
    const problems = findInPolicies(objects, pods);
    if (workload.spec.template.spec.topologySpreadConstraints.length === 0) {
      problems.push('pods are not spread over nodes');
    }
    const replicas = expectedEnvironments(parameters).find(
      ({ name }) => name === environment,
    )?.replicas;
    if (!replicas) {
      return problems;
    }
    const least = 'fixed' in replicas ? replicas.fixed : replicas.min;
    return [...problems, ...findInBudget(objects, pods, least)];
  },
);

function findInBudget(
  objects: KubernetesObject[],
  pods: Record<string, string>,
  replicas: number,
): string[] {
  const budget = objects
    .filter(({ kind }) => kind === 'PodDisruptionBudget')
    .flatMap(object => budgetSchema.safeParse(object).data?.spec ?? [])
    .find(({ selector }) => selects(selector, pods));
  if (!budget) {
    // A single replica with a budget could never be moved.
    return replicas > 1 ? ['no PodDisruptionBudget selects the pods'] : [];
  }
  const { minAvailable } = budget;
  return typeof minAvailable === 'number' && minAvailable >= replicas
    ? [
        `the PodDisruptionBudget keeps ${minAvailable} of ${replicas} pods, so that no node can be drained`,
      ]
    : [];
}

function findInPolicies(
  objects: KubernetesObject[],
  pods: Record<string, string>,
): string[] {
  const policies = objects
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .flatMap(object => policySchema.safeParse(object).data?.spec ?? [])
    .filter(({ podSelector }) => selects(podSelector, pods));
  return ['Ingress', 'Egress'].flatMap(type => {
    if (!policies.some(policy => policy.policyTypes.includes(type))) {
      return [`no NetworkPolicy restricts ${type.toLowerCase()} of the pods`];
    }
    const rules = policies.flatMap(
      policy => (type === 'Ingress' ? policy.ingress : policy.egress) ?? [],
    );
    return rules.some(rule => JSON.stringify(rule) === '{}')
      ? [`a NetworkPolicy allows all ${type.toLowerCase()}`]
      : [];
  });
}

function selects(
  selector: z.infer<typeof selectorSchema>,
  pods: Record<string, string>,
): boolean {
  return Object.entries(selector.matchLabels ?? {}).every(
    ([key, value]) => pods[key] === value,
  );
}
