/**
 * By which field the items of a list are told apart in a strategic merge, by the field that holds the list:
 * the `patchMergeKey` tags of Kubernetes' own types. Lists that are not here are replaced whole.
 */
const MERGE_KEYS: Record<string, string[]> = {
  containers: ['name'],
  initContainers: ['name'],
  ephemeralContainers: ['name'],
  env: ['name'],
  volumes: ['name'],
  volumeMounts: ['mountPath'],
  volumeDevices: ['devicePath'],
  imagePullSecrets: ['name'],
  hostAliases: ['ip'],
  topologySpreadConstraints: ['topologyKey'],
  conditions: ['type'],
  ownerReferences: ['uid'],
  secrets: ['name'],
  // A container's port is told by `containerPort`, a service's by `port`.
  ports: ['containerPort', 'port'],
};

/** Lists of plain values that a strategic merge unites instead of replacing. */
const UNITED = new Set(['finalizers']);

export function mergeKeyOf(
  field: string,
  sample: (key: string) => boolean,
): string | undefined {
  return MERGE_KEYS[field]?.find(sample);
}

export function isUnited(field: string): boolean {
  return UNITED.has(field);
}
