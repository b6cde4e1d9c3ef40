import { clusterObjectOf } from '@fairway/backstage-plugin-delivery-node';
import { z } from 'zod';
import {
  AnalysisRunObject,
  ContainerTrouble,
  DeploymentObject,
  PodObject,
  ReplicaSetObject,
  RolloutObject,
} from './WorkloadObject';
import {
  analysisRunSchema,
  containerStatus,
  deploymentSchema,
  metadata,
  podSchema,
  replicaSetSchema,
  rolloutSchema,
} from './workloadSchemas';

const MAX_EARLIER_REVISIONS = 20;
const ROLLOUT_POD_HASH = 'rollouts-pod-template-hash';
const DEPLOYMENT_POD_HASH = 'pod-template-hash';

/** Reads a Rollout of Argo Rollouts. */
export function readRollout(input: unknown): RolloutObject | undefined {
  return read(input, rolloutSchema, ({ metadata: meta, spec, status }) => ({
    kind: 'rollout',
    images: spec.template?.spec.containers ?? [],
    workloadRef: spec.workloadRef?.name,
    replicas: spec.replicas ?? 1,
    observed: Number(status.observedGeneration ?? 0) >= (meta.generation ?? 0),
    phase: status.phase,
    message: status.message,
    currentPodHash: status.currentPodHash,
    activePodHash:
      status.blueGreen?.activeSelector ||
      status.stableRS ||
      status.currentPodHash,
    blueGreen: status.blueGreen !== undefined,
    prePromotion: status.blueGreen?.prePromotionAnalysisRunStatus,
    postPromotion: status.blueGreen?.postPromotionAnalysisRunStatus,
  }));
}

export function readDeployment(input: unknown): DeploymentObject | undefined {
  return read(input, deploymentSchema, ({ metadata: meta, spec, status }) => ({
    kind: 'deployment',
    images: spec.template?.spec.containers ?? [],
    replicas: spec.replicas ?? 1,
    observed: (status.observedGeneration ?? 0) >= (meta.generation ?? 0),
    paused: spec.paused ?? false,
    currentReplicas: status.replicas,
    updatedReplicas: status.updatedReplicas,
    readyReplicas: status.readyReplicas,
    availableReplicas: status.availableReplicas,
    conditions: status.conditions,
  }));
}

export function readReplicaSet(input: unknown): ReplicaSetObject | undefined {
  return read(input, replicaSetSchema, ({ metadata: meta, spec, status }) => ({
    kind: 'replicaset',
    images: spec.template?.spec.containers ?? [],
    podHash: podHashOf(meta.labels),
    revision: Number(
      meta.annotations?.['deployment.kubernetes.io/revision'] ??
        meta.annotations?.['rollout.argoproj.io/revision'] ??
        0,
    ),
    earlierRevisions: (
      meta.annotations?.['deployment.kubernetes.io/revision-history'] ??
      meta.annotations?.['rollout.argoproj.io/revision-history'] ??
      ''
    )
      .split(',')
      .map(Number)
      .filter(revision => revision > 0)
      .slice(-MAX_EARLIER_REVISIONS),
    createdAt: meta.creationTimestamp,
    replicas: spec.replicas ?? 0,
    readyReplicas: status.readyReplicas,
  }));
}

export function readPod(input: unknown): PodObject | undefined {
  return read(input, podSchema, ({ metadata: meta, status }) => {
    const scheduled = status.conditions.find(
      condition => condition.type === 'PodScheduled',
    );
    const containers = [
      ...status.initContainerStatuses,
      ...status.containerStatuses,
    ];
    return {
      kind: 'pod',
      podHash: podHashOf(meta.labels),
      deleting: meta.deletionTimestamp !== undefined,
      ready: status.conditions.some(
        ({ type, status: value }) => type === 'Ready' && value === 'True',
      ),
      troubles: [
        ...containers.flatMap(troublesOf),
        ...(scheduled?.status === 'False'
          ? troubleOf(undefined, scheduled)
          : []),
      ],
      images: status.containerStatuses.map(({ name, imageID }) => ({
        name,
        image: imageID.replace(/^[a-z-]+:\/\//, ''),
      })),
    };
  });
}

/** A container that waits to be started again says more by how it ended before. */
function troublesOf({
  name,
  state,
  lastState,
}: z.infer<typeof containerStatus>): ContainerTrouble[] {
  if (state?.waiting) {
    return [
      ...troubleOf(name, state.waiting),
      ...troubleOf(name, lastState?.terminated),
    ];
  }
  return state?.terminated?.exitCode ? troubleOf(name, state.terminated) : [];
}

function troubleOf(
  container: string | undefined,
  trouble: { reason?: string; message?: string; exitCode?: number } = {},
): ContainerTrouble[] {
  const { reason, message, exitCode } = trouble;
  return reason
    ? [
        {
          reason,
          ...(container && { container }),
          ...(exitCode !== undefined && { exitCode }),
          ...(message && { message: message.slice(0, 300) }),
        },
      ]
    : [];
}

/** Reads an AnalysisRun of Argo Rollouts. */
export function readAnalysisRun(input: unknown): AnalysisRunObject | undefined {
  return read(input, analysisRunSchema, ({ metadata: meta, status }) => {
    const finished = status.metricResults
      .flatMap(result => result.measurements)
      .map(measurement => measurement.finishedAt ?? '')
      .sort()
      .at(-1);
    return {
      kind: 'analysisrun',
      podHash: meta.labels?.[ROLLOUT_POD_HASH],
      type: meta.labels?.['rollout-type'],
      phase: status.phase,
      message: status.message,
      startedAt: status.startedAt,
      finishedAt: status.completedAt ?? (finished || undefined),
    };
  });
}

function podHashOf(labels: Record<string, string> = {}): string | undefined {
  return labels[ROLLOUT_POD_HASH] ?? labels[DEPLOYMENT_POD_HASH];
}

function read<
  TInput extends { metadata: z.infer<typeof metadata> },
  TOutput extends object,
>(input: unknown, schema: z.ZodType<TInput>, trim: (value: TInput) => TOutput) {
  const parsed = schema.safeParse(input);
  if (!parsed.success) {
    return undefined;
  }
  const { data } = parsed;
  const base = clusterObjectOf(objectMetadata(input));
  return (
    base && {
      ...base,
      namespace: data.metadata.namespace,
      name: data.metadata.name,
      ...trim(data),
    }
  );
}

function objectMetadata(input: unknown): unknown {
  return input && typeof input === 'object' && 'metadata' in input
    ? input.metadata
    : undefined;
}
