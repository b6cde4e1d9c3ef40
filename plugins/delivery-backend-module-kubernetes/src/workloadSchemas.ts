import { z } from 'zod';

// Only what is kept of an object. A field that is not as expected counts as missing where that loses nothing else.

const count = z.number().int().nonnegative().default(0);
const text = z.string().max(2_000).optional().catch(undefined);
const template = z
  .object({
    spec: z.object({
      containers: z.array(z.object({ name: z.string(), image: z.string() })),
    }),
  })
  .optional()
  .catch(undefined);

export const metadata = z.object({
  namespace: z.string(),
  name: z.string(),
  creationTimestamp: z.string().default(''),
  generation: z.number().optional(),
  deletionTimestamp: z.string().optional(),
  labels: z.record(z.string(), z.string()).optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

const analysisStatus = z
  .object({ name: z.string(), status: z.string(), message: text })
  .optional()
  .catch(undefined);

export const rolloutSchema = z.object({
  metadata,
  spec: z.object({
    replicas: z.number().int().optional(),
    template,
    workloadRef: z.object({ name: z.string() }).optional(),
  }),
  status: z
    .object({
      // Argo Rollouts writes it as text.
      observedGeneration: z.union([z.string(), z.number()]).optional(),
      phase: text,
      message: text,
      currentPodHash: text,
      stableRS: text,
      blueGreen: z
        .object({
          activeSelector: text,
          prePromotionAnalysisRunStatus: analysisStatus,
          postPromotionAnalysisRunStatus: analysisStatus,
        })
        .optional(),
    })
    .default({}),
});

export const deploymentSchema = z.object({
  metadata,
  spec: z.object({
    replicas: z.number().int().optional(),
    paused: z.boolean().optional(),
    template,
  }),
  status: z
    .object({
      observedGeneration: z.number().optional(),
      replicas: count,
      updatedReplicas: count,
      readyReplicas: count,
      availableReplicas: count,
      conditions: z
        .array(z.object({ type: z.string(), status: z.string(), reason: text }))
        .default([]),
    })
    .prefault({}),
});

export const replicaSetSchema = z.object({
  metadata,
  spec: z.object({ replicas: z.number().int().optional(), template }),
  status: z.object({ readyReplicas: count }).prefault({}),
});

const terminated = z
  .object({
    reason: text,
    message: text,
    exitCode: z.number().int().optional().catch(undefined),
  })
  .optional();

export const containerStatus = z.object({
  name: z.string(),
  image: z.string(),
  imageID: z.string().default(''),
  state: z
    .object({
      waiting: z.object({ reason: text, message: text }).optional(),
      terminated,
    })
    .optional(),
  lastState: z.object({ terminated }).optional(),
});

export const podSchema = z.object({
  metadata,
  status: z
    .object({
      conditions: z
        .array(
          z.object({
            type: z.string(),
            status: z.string(),
            reason: text,
            message: text,
          }),
        )
        .default([]),
      containerStatuses: z.array(containerStatus).default([]),
      initContainerStatuses: z.array(containerStatus).default([]),
    })
    .prefault({}),
});

export const analysisRunSchema = z.object({
  metadata,
  status: z
    .object({
      phase: text,
      message: text,
      startedAt: text,
      completedAt: text,
      metricResults: z
        .array(
          z.object({
            measurements: z.array(z.object({ finishedAt: text })).default([]),
          }),
        )
        .default([]),
    })
    .prefault({}),
});
