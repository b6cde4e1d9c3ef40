/** One kind of object that the API serves. */
export interface ResourceType {
  group: string;
  version: string;
  kind: string;
  plural: string;
  singular: string;
  shortNames: string[];
  namespaced: boolean;
  /** Whether `status` is written only through the status subresource. */
  statusSubresource: boolean;
  scaleSubresource: boolean;
  /** Whether a real cluster has it through a CustomResourceDefinition. */
  custom: boolean;
  categories: string[];
}

/** `apps/v1`, or `v1` for the core group. */
export function apiVersionOf(type: ResourceType): string {
  return type.group === '' ? type.version : `${type.group}/${type.version}`;
}

/** `deployments.apps`, as error messages name a resource. */
export function qualifiedName(type: ResourceType): string {
  return type.group === '' ? type.plural : `${type.plural}.${type.group}`;
}
