import { describeObject } from '../../kubernetes/KubernetesObject';
import { podTemplateOf, workloadsIn } from '../../kubernetes/PodTemplate';
import { overlayCheck } from './overlayCheck';

const MAX_LABEL = 63;
/** Kinds whose name becomes the name of a host or a label. */
const SHORT_NAMES = ['Service', 'Namespace', 'Job', 'Rollout', 'Deployment'];

/** The portal finds the workload by its labels; names are as short as Kubernetes wants them; no secret is in the open. */
export const identity = overlayCheck(
  'objects have names, namespaces and labels that the portal and Kubernetes take',
  ({ environment, objects }, { name }) => {
    const namespaces = new Set(
      objects.flatMap(({ metadata }) => metadata.namespace ?? []),
    );
    const problems = objects.flatMap(object => {
      const { kind, metadata } = object;
      const place = describeObject(object);
      const labels = {
        ...metadata.labels,
        ...podTemplateOf(object)?.metadata.labels,
      };
      return [
        ...(SHORT_NAMES.includes(kind) &&
        (metadata.name ?? '').length > MAX_LABEL
          ? [`the name of ${place} has more than ${MAX_LABEL} characters`]
          : []),
        ...Object.entries(labels)
          .filter(([, value]) => value.length > MAX_LABEL)
          .map(([key]) => `${place}: label ${key} is too long`),
        ...(kind === 'Secret' ? [`${place} is a secret in the open`] : []),
      ];
    });
    if (namespaces.size > 1) {
      problems.push(`objects in several namespaces: ${[...namespaces]}`);
    }
    for (const object of workloadsIn(objects)) {
      const wanted = {
        'app.kubernetes.io/name': name,
        'backstage.io/kubernetes-id': name,
        'fairway.dev/service': name,
        'fairway.dev/environment': environment,
      };
      const places = {
        'the workload': object.metadata.labels ?? {},
        'its pods': object.spec.template.metadata.labels,
      };
      for (const [place, labels] of Object.entries(places)) {
        for (const [key, value] of Object.entries(wanted)) {
          if (labels[key] !== value) {
            problems.push(`${place} lacks the label ${key}: ${value}`);
          }
        }
      }
    }
    return problems;
  },
);
