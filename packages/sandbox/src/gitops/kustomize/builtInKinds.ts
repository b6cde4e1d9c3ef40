import { KubernetesObject } from '../../cluster/objects/KubernetesObject';
import { typeOfKind } from '../../cluster/ResourceTable';

/**
 * Whether kustomize knows the fields of this kind. Of a custom kind it knows none: a Rollout gets no labels in its pod
 * template and no replicas unless the kustomization names the field.
 */
export function isBuiltIn(object: KubernetesObject): boolean {
  return typeOfKind(object.apiVersion, object.kind)?.custom === false;
}
