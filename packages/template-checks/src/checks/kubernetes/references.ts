import { z } from 'zod';
import { KubernetesObject } from '../../kubernetes/KubernetesObject';
import { namedByStrategies } from '../../kubernetes/namedByStrategies';
import { podTemplateOf, workloadsIn } from '../../kubernetes/PodTemplate';
import { overlayCheck } from './overlayCheck';

const labels = z.record(z.string(), z.string());
const serviceSchema = z.looseObject({
  spec: z.looseObject({
    selector: labels,
    ports: z.array(
      z.looseObject({
        name: z.string().optional(),
        port: z.number(),
        targetPort: z.union([z.string(), z.number()]).optional(),
      }),
    ),
  }),
});
const routeSchema = z.looseObject({
  spec: z.looseObject({
    rules: z.array(
      z.looseObject({
        backendRefs: z
          .array(z.looseObject({ name: z.string(), port: z.number() }))
          .default([]),
      }),
    ),
  }),
});
const monitorSchema = z.looseObject({
  spec: z.looseObject({
    selector: z.looseObject({ matchLabels: labels.default({}) }),
    endpoints: z.array(z.looseObject({ port: z.string().optional() })),
  }),
});
const externalSecretSchema = z.looseObject({
  spec: z.looseObject({
    target: z.looseObject({ name: z.string().optional() }).optional(),
  }),
});

/** Whatever an object names is there: pods behind services, services behind routes, analyses, accounts, configuration. */
export const references = overlayCheck(
  'objects name what exists',
  ({ objects }) => [
    ...findInSelectors(objects),
    ...findInServices(objects),
    ...findInRoutes(objects),
    ...findInMonitors(objects),
    ...findInStrategies(objects),
    ...findInPods(objects),
  ],
);

function findInSelectors(objects: KubernetesObject[]): string[] {
  return workloadsIn(objects).flatMap(workload => {
    const selector = workload.spec.selector?.matchLabels ?? {};
    return Object.keys(selector).length > 0 &&
      isPart(selector, workload.spec.template.metadata.labels)
      ? []
      : [`${workload.kind} does not select its own pods`];
  });
}

function findInServices(objects: KubernetesObject[]): string[] {
  return ofKind(objects, 'Service').flatMap(object => {
    const service = serviceSchema.safeParse(object);
    if (!service.success) {
      return [];
    }
    const { selector, ports } = service.data.spec;
    const pods = objects
      .flatMap(other => podTemplateOf(other) ?? [])
      .filter(pod => isPart(selector, pod.metadata.labels));
    const name = `Service ${object.metadata.name}`;
    if (pods.length === 0) {
      return [`${name} selects no pod`];
    }
    const offered = pods
      .flatMap(pod => pod.spec.containers)
      .flatMap(container => container.ports)
      .flatMap(port => [port.name, port.containerPort]);
    return ports
      .map(port => port.targetPort ?? port.port)
      .filter(port => !offered.includes(port))
      .map(port => `${name} leads to the unknown port ${port}`);
  });
}

function findInRoutes(objects: KubernetesObject[]): string[] {
  return ofKind(objects, 'HTTPRoute').flatMap(object => {
    const route = routeSchema.safeParse(object);
    const backends = route.success
      ? route.data.spec.rules.flatMap(rule => rule.backendRefs)
      : [];
    return backends
      .filter(
        backend =>
          !ofKind(objects, 'Service').some(other => {
            const service = serviceSchema.safeParse(other);
            return (
              other.metadata.name === backend.name &&
              service.data?.spec.ports.some(({ port }) => port === backend.port)
            );
          }),
      )
      .map(
        backend =>
          `HTTPRoute leads to ${backend.name}:${backend.port}, which is not there`,
      );
  });
}

function findInMonitors(objects: KubernetesObject[]): string[] {
  return ofKind(objects, 'ServiceMonitor').flatMap(object => {
    const monitor = monitorSchema.safeParse(object);
    if (!monitor.success) {
      return [];
    }
    const { selector, endpoints } = monitor.data.spec;
    const services = ofKind(objects, 'Service').filter(service =>
      isPart(selector.matchLabels, service.metadata.labels ?? {}),
    );
    if (services.length === 0) {
      return ['ServiceMonitor selects no Service'];
    }
    const ports = services.flatMap(
      service =>
        serviceSchema
          .safeParse(service)
          .data?.spec.ports.map(port => port.name) ?? [],
    );
    return endpoints
      .filter(({ port }) => port !== undefined && !ports.includes(port))
      .map(({ port }) => `ServiceMonitor scrapes the unknown port ${port}`);
  });
}

function findInStrategies(objects: KubernetesObject[]): string[] {
  return namedByStrategies(objects)
    .filter(
      ({ kind, name }) =>
        !ofKind(objects, kind).some(other => other.metadata.name === name),
    )
    .map(
      ({ kind, name }) =>
        `the strategy names ${kind} ${name}, which is not there`,
    );
}

function findInPods(objects: KubernetesObject[]): string[] {
  const accounts = namesOf(ofKind(objects, 'ServiceAccount'));
  const configMaps = namesOf(ofKind(objects, 'ConfigMap'));
  const secrets = [
    ...namesOf(ofKind(objects, 'SealedSecret')),
    ...ofKind(objects, 'ExternalSecret').map(
      object =>
        externalSecretSchema.safeParse(object).data?.spec.target?.name ??
        object.metadata.name,
    ),
  ];
  return objects.flatMap(object => {
    const pod = podTemplateOf(object)?.spec;
    if (!pod) {
      return [];
    }
    const containers = [...pod.initContainers, ...pod.containers];
    const wanted = containers.flatMap(({ env, envFrom }) => [
      ...envFrom.map(({ configMapRef, secretRef }) => ({
        configMap: configMapRef,
        secret: secretRef,
      })),
      ...env.map(({ valueFrom }) => ({
        configMap: valueFrom?.configMapKeyRef,
        secret: valueFrom?.secretKeyRef,
      })),
    ]);
    const place = `${object.kind} ${object.metadata.name}`;
    return [
      ...(pod.serviceAccountName && !accounts.includes(pod.serviceAccountName)
        ? [`${place} runs as ${pod.serviceAccountName}, which is not there`]
        : []),
      ...wanted
        .filter(
          ({ configMap }) =>
            configMap &&
            !configMap.optional &&
            !configMaps.includes(configMap.name),
        )
        .map(
          ({ configMap }) =>
            `${place} needs ConfigMap ${configMap?.name}, which is not there`,
        ),
      ...wanted
        .filter(
          ({ secret }) =>
            secret && !secret.optional && !secrets.includes(secret.name),
        )
        .map(
          ({ secret }) =>
            `${place} needs Secret ${secret?.name}, which nothing makes`,
        ),
    ];
  });
}

function ofKind(objects: KubernetesObject[], kind: string) {
  return objects.filter(object => object.kind === kind);
}

function namesOf(objects: KubernetesObject[]) {
  return objects.map(object => object.metadata.name);
}

function isPart(
  part: Record<string, string>,
  whole: Record<string, string>,
): boolean {
  return Object.entries(part).every(([key, value]) => whole[key] === value);
}
