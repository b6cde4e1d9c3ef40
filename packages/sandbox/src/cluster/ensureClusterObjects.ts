import { APP_PROJECT, CRD, NODE } from './knownTypes';
import { KubernetesApi } from './KubernetesApi';
import { allTypes } from './ResourceTable';
import { qualifiedName, ResourceType } from './ResourceType';
import { KubernetesObject } from './objects/KubernetesObject';

const NAMESPACES = ['default', 'kube-system', 'argocd', 'argo-rollouts'];
const NODES = ['sandbox-node-1', 'sandbox-node-2', 'sandbox-node-3'];

/** Creates what every cluster has from the start. */
export function ensureClusterObjects(api: KubernetesApi): void {
  for (const name of NAMESPACES) {
    api.ensureNamespace(name);
  }
  for (const name of NODES) {
    if (!api.find(NODE, undefined, name)) {
      api.restore(node(name));
    }
  }
  for (const type of allTypes().filter(candidate => candidate.custom)) {
    if (!api.find(CRD, undefined, qualifiedName(type))) {
      api.restore(definition(type));
    }
  }
  if (!api.find(APP_PROJECT, 'argocd', 'default')) {
    api.restore(defaultProject());
  }
}

/** What Argo CD brings: Applications of it may do anything. */
function defaultProject(): KubernetesObject {
  const all = [{ group: '*', kind: '*' }];
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    metadata: { name: 'default', namespace: 'argocd' },
    spec: {
      sourceRepos: ['*'],
      destinations: [{ server: '*', namespace: '*' }],
      clusterResourceWhitelist: all,
    },
  };
}

function node(name: string): KubernetesObject {
  const capacity = { cpu: '8', memory: '32Gi', pods: '110' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: { name, labels: { 'kubernetes.io/hostname': name } },
    spec: {},
    status: {
      capacity,
      allocatable: capacity,
      conditions: [
        {
          type: 'Ready',
          status: 'True',
          reason: 'KubeletReady',
          message: 'kubelet is posting ready status',
        },
      ],
      nodeInfo: { kubeletVersion: 'v1.32.0', operatingSystem: 'linux' },
    },
  };
}

function definition(type: ResourceType): KubernetesObject {
  const names = {
    kind: type.kind,
    listKind: `${type.kind}List`,
    plural: type.plural,
    singular: type.singular,
    shortNames: type.shortNames,
  };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: qualifiedName(type) },
    spec: {
      group: type.group,
      names,
      scope: type.namespaced ? 'Namespaced' : 'Cluster',
      versions: [
        {
          name: type.version,
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              'x-kubernetes-preserve-unknown-fields': true,
            },
          },
          subresources: type.statusSubresource ? { status: {} } : {},
        },
      ],
    },
    status: {
      acceptedNames: names,
      storedVersions: [type.version],
      conditions: [
        {
          type: 'Established',
          status: 'True',
          reason: 'InitialNamesAccepted',
          message: 'the initial names have been accepted',
        },
      ],
    },
  };
}
