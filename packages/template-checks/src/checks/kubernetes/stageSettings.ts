import { z } from 'zod';
import {
  ExpectedEnvironment,
  expectedEnvironments,
} from '../../environments/expectedEnvironments';
import { KubernetesObject } from '../../kubernetes/KubernetesObject';
import { Container, workloadsIn } from '../../kubernetes/PodTemplate';
import { SAMPLE_DIGEST } from '../../kubernetes/renderOverlays';
import { overlayCheck } from './overlayCheck';

/** What a stage does not name is off. */
const SWITCHES = ['TRACING_ENABLED', 'CIRCUIT_BREAKER_STRICT'];

const configMapSchema = z.looseObject({
  data: z.record(z.string(), z.string()).default({}),
});
const scalerSchema = z.looseObject({
  spec: z.looseObject({
    minReplicas: z.number().optional(),
    maxReplicas: z.number(),
    scaleTargetRef: z.looseObject({ kind: z.string(), name: z.string() }),
  }),
});

/** Resources, replicas, variables and the image of each stage are as promised. */
export const stageSettings = overlayCheck(
  'stages have their resources, replicas, variables and image',
  ({ environment, objects }, parameters) => {
    const stage = expectedEnvironments(parameters).find(
      ({ name }) => name === environment,
    );
    const [workload] = workloadsIn(objects);
    const container = workload?.spec.template.spec.containers[0];
    if (!stage || !container) {
      return [];
    }
    return [
      ...findInResources(stage, container),
      ...findInReplicas(stage, workload, objects),
      ...findInVariables(stage, variablesOf(container, objects)),
      ...(container.image.endsWith(`@${SAMPLE_DIGEST}`) &&
      !/:[^/@]+@/.test(container.image)
        ? []
        : [
            `a promotion does not set the digest of the image: ${container.image}`,
          ]),
    ];
  },
);

function findInResources(
  stage: ExpectedEnvironment,
  { resources }: Container,
): string[] {
  const { requests = {}, limits = {} } = resources;
  const problems = [];
  if (milliCores(requests.cpu) !== milliCores(stage.cpu)) {
    problems.push(`requests ${requests.cpu} CPU instead of ${stage.cpu}`);
  }
  for (const [kind, list] of Object.entries({ requests, limits })) {
    if (list.memory !== stage.memory) {
      problems.push(`${kind} ${list.memory} memory instead of ${stage.memory}`);
    }
  }
  return problems;
}

function findInReplicas(
  stage: ExpectedEnvironment,
  workload: ReturnType<typeof workloadsIn>[number],
  objects: KubernetesObject[],
): string[] {
  const scalers = objects
    .filter(({ kind }) => kind === 'HorizontalPodAutoscaler')
    .flatMap(object => {
      const scaler = scalerSchema.safeParse(object);
      return scaler.success ? [scaler.data.spec] : [];
    })
    .filter(
      ({ scaleTargetRef }) =>
        scaleTargetRef.kind === workload.kind &&
        scaleTargetRef.name === workload.metadata.name,
    );
  const { replicas } = stage;
  if ('fixed' in replicas) {
    const problems =
      (workload.spec.replicas ?? 1) === replicas.fixed
        ? []
        : [`has ${workload.spec.replicas} replicas, not ${replicas.fixed}`];
    return scalers.length === 0
      ? problems
      : [...problems, 'has an autoscaler, though its replicas are fixed'];
  }
  const [scaler] = scalers;
  if (!scaler) {
    return [`has no autoscaler for its ${workload.kind}`];
  }
  return scaler.minReplicas === replicas.min &&
    scaler.maxReplicas === replicas.max
    ? []
    : [
        `scales from ${scaler.minReplicas} to ${scaler.maxReplicas} replicas, not from ${replicas.min} to ${replicas.max}`,
      ];
}

function findInVariables(
  stage: ExpectedEnvironment,
  variables: Map<string, string>,
): string[] {
  const wrong = Object.entries(stage.variables)
    .filter(([name, value]) => variables.get(name) !== value)
    .map(
      ([name, value]) => `${name} is ${variables.get(name)}, not '${value}'`,
    );
  const tooMany = SWITCHES.filter(name => !(name in stage.variables))
    .filter(name => (variables.get(name) ?? 'false') !== 'false')
    .map(name => `${name} is on`);
  return [...wrong, ...tooMany];
}

/** The plain variables of a container, from its own list and from the ConfigMaps that it takes in. */
function variablesOf(
  container: Container,
  objects: KubernetesObject[],
): Map<string, string> {
  const variables = new Map<string, string>();
  for (const { configMapRef } of container.envFrom) {
    const source = objects.find(
      ({ kind, metadata }) =>
        kind === 'ConfigMap' && metadata.name === configMapRef?.name,
    );
    const { data } = configMapSchema.parse(source ?? {});
    for (const [name, value] of Object.entries(data)) {
      variables.set(name, value);
    }
  }
  for (const { name, value } of container.env) {
    if (value !== undefined) {
      variables.set(name, value);
    }
  }
  return variables;
}

function milliCores(cpu: string | number | undefined): number {
  const text = String(cpu);
  return text.endsWith('m') ? parseFloat(text) : parseFloat(text) * 1000;
}
