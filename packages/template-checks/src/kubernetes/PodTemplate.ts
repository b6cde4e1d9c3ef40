import { z } from 'zod';
import { KubernetesObject } from './KubernetesObject';

const reference = z.looseObject({
  name: z.string(),
  optional: z.boolean().optional(),
});
const probeSchema = z.looseObject({
  httpGet: z
    .looseObject({
      path: z.string().optional(),
      port: z.union([z.string(), z.number()]),
    })
    .optional(),
});
const containerSchema = z.looseObject({
  name: z.string(),
  image: z.string(),
  ports: z
    .array(
      z.looseObject({
        name: z.string().optional(),
        containerPort: z.number(),
      }),
    )
    .default([]),
  env: z
    .array(
      z.looseObject({
        name: z.string(),
        value: z.string().optional(),
        valueFrom: z
          .looseObject({
            secretKeyRef: reference.optional(),
            configMapKeyRef: reference.optional(),
          })
          .optional(),
      }),
    )
    .default([]),
  envFrom: z
    .array(
      z.looseObject({
        configMapRef: reference.optional(),
        secretRef: reference.optional(),
      }),
    )
    .default([]),
  resources: z
    .looseObject({
      requests: z.record(z.string(), z.union([z.string(), z.number()])),
      limits: z.record(z.string(), z.union([z.string(), z.number()])),
    })
    .partial()
    .default({}),
  securityContext: z
    .looseObject({
      allowPrivilegeEscalation: z.boolean().optional(),
      privileged: z.boolean().optional(),
      readOnlyRootFilesystem: z.boolean().optional(),
      runAsNonRoot: z.boolean().optional(),
      runAsUser: z.number().optional(),
      capabilities: z
        .looseObject({
          drop: z.array(z.string()).default([]),
          add: z.array(z.string()).default([]),
        })
        .optional(),
      seccompProfile: z.looseObject({ type: z.string() }).optional(),
    })
    .default({}),
  startupProbe: probeSchema.optional(),
  livenessProbe: probeSchema.optional(),
  readinessProbe: probeSchema.optional(),
  lifecycle: z.unknown().optional(),
});
const podSchema = z.looseObject({
  serviceAccountName: z.string().optional(),
  automountServiceAccountToken: z.boolean().optional(),
  hostNetwork: z.boolean().optional(),
  terminationGracePeriodSeconds: z.number().optional(),
  topologySpreadConstraints: z.array(z.unknown()).default([]),
  securityContext: z
    .looseObject({
      runAsNonRoot: z.boolean().optional(),
      runAsUser: z.number().optional(),
      seccompProfile: z.looseObject({ type: z.string() }).optional(),
    })
    .default({}),
  containers: z.array(containerSchema),
  initContainers: z.array(containerSchema).default([]),
  volumes: z.array(z.looseObject({ name: z.string() })).default([]),
});
const podTemplateSchema = z.looseObject({
  metadata: z
    .looseObject({ labels: z.record(z.string(), z.string()).default({}) })
    .default({ labels: {} }),
  spec: podSchema,
});
const workloadSchema = z.looseObject({
  spec: z.looseObject({
    replicas: z.number().optional(),
    selector: z
      .looseObject({ matchLabels: z.record(z.string(), z.string()) })
      .optional(),
    strategy: z
      .looseObject({
        type: z.string().optional(),
        blueGreen: z.looseObject({}).optional(),
        canary: z.looseObject({}).nullable().optional(),
      })
      .optional(),
    template: podTemplateSchema,
  }),
});
const cronJobSchema = z.looseObject({
  spec: z.looseObject({ jobTemplate: workloadSchema }),
});
const analysisSchema = z.looseObject({
  spec: z.looseObject({
    metrics: z.tuple([
      z.looseObject({ provider: z.looseObject({ job: workloadSchema }) }),
    ]),
  }),
});

export type Container = z.infer<typeof containerSchema>;
export type PodTemplate = z.infer<typeof podTemplateSchema>;
export type Workload = KubernetesObject & z.infer<typeof workloadSchema>;

/** The pod template of an object that makes pods, be it for the one metric of an analysis. */
export function podTemplateOf(
  object: KubernetesObject,
): PodTemplate | undefined {
  const cronJob = cronJobSchema.safeParse(object);
  const analysis = analysisSchema.safeParse(object);
  const made = workloadSchema.safeParse(
    cronJob.data?.spec.jobTemplate ??
      analysis.data?.spec.metrics[0].provider.job ??
      object,
  );
  return made.success ? made.data.spec.template : undefined;
}

/** The objects that keep the service running: Deployments and Rollouts. */
export function workloadsIn(objects: KubernetesObject[]): Workload[] {
  return objects
    .filter(object => ['Deployment', 'Rollout'].includes(object.kind))
    .flatMap(object => {
      const workload = workloadSchema.safeParse(object);
      return workload.success ? [{ ...object, ...workload.data }] : [];
    });
}
