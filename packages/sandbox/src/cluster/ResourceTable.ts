import { apiVersionOf, ResourceType } from './ResourceType';

type Traits = Partial<
  Pick<
    ResourceType,
    | 'namespaced'
    | 'statusSubresource'
    | 'scaleSubresource'
    | 'shortNames'
    | 'categories'
    | 'plural'
  >
>;

function resource(
  apiVersion: string,
  kind: string,
  traits: Traits & { custom?: boolean } = {},
): ResourceType {
  const [group, version] = apiVersion.includes('/')
    ? apiVersion.split('/')
    : ['', apiVersion];
  const singular = kind.toLocaleLowerCase('en-US');
  return {
    group,
    version,
    kind,
    singular,
    plural: traits.plural ?? `${singular}s`,
    shortNames: traits.shortNames ?? [],
    namespaced: traits.namespaced ?? true,
    statusSubresource: traits.statusSubresource ?? false,
    scaleSubresource: traits.scaleSubresource ?? false,
    custom: traits.custom ?? false,
    categories: traits.categories ?? [],
  };
}

const custom = true;
const status = { statusSubresource: true };
const workload = { ...status, scaleSubresource: true, categories: ['all'] };

const TYPES: ResourceType[] = [
  resource('v1', 'Namespace', {
    ...status,
    namespaced: false,
    shortNames: ['ns'],
  }),
  resource('v1', 'Node', { ...status, namespaced: false, shortNames: ['no'] }),
  resource('v1', 'Pod', {
    ...status,
    shortNames: ['po'],
    categories: ['all'],
  }),
  resource('v1', 'Service', {
    ...status,
    shortNames: ['svc'],
    categories: ['all'],
  }),
  resource('v1', 'ConfigMap', { shortNames: ['cm'] }),
  resource('v1', 'Secret'),
  resource('v1', 'ServiceAccount', { shortNames: ['sa'] }),
  resource('v1', 'Event', { shortNames: ['ev'] }),
  resource('v1', 'Endpoints', { plural: 'endpoints', shortNames: ['ep'] }),
  resource('v1', 'LimitRange', { shortNames: ['limits'] }),
  resource('v1', 'ResourceQuota', { ...status, shortNames: ['quota'] }),
  resource('v1', 'PersistentVolumeClaim', { ...status, shortNames: ['pvc'] }),
  resource('apps/v1', 'Deployment', { ...workload, shortNames: ['deploy'] }),
  resource('apps/v1', 'ReplicaSet', { ...workload, shortNames: ['rs'] }),
  resource('apps/v1', 'StatefulSet', { ...workload, shortNames: ['sts'] }),
  resource('apps/v1', 'DaemonSet', {
    ...status,
    shortNames: ['ds'],
    categories: ['all'],
  }),
  resource('batch/v1', 'Job', { ...status, categories: ['all'] }),
  resource('batch/v1', 'CronJob', {
    ...status,
    shortNames: ['cj'],
    categories: ['all'],
  }),
  resource('autoscaling/v2', 'HorizontalPodAutoscaler', {
    ...status,
    shortNames: ['hpa'],
    categories: ['all'],
  }),
  resource('policy/v1', 'PodDisruptionBudget', {
    ...status,
    shortNames: ['pdb'],
  }),
  resource('networking.k8s.io/v1', 'Ingress', {
    ...status,
    plural: 'ingresses',
    shortNames: ['ing'],
  }),
  resource('networking.k8s.io/v1', 'NetworkPolicy', {
    plural: 'networkpolicies',
    shortNames: ['netpol'],
  }),
  resource('rbac.authorization.k8s.io/v1', 'Role'),
  resource('rbac.authorization.k8s.io/v1', 'RoleBinding'),
  resource('rbac.authorization.k8s.io/v1', 'ClusterRole', {
    namespaced: false,
  }),
  resource('rbac.authorization.k8s.io/v1', 'ClusterRoleBinding', {
    namespaced: false,
  }),
  resource('apiextensions.k8s.io/v1', 'CustomResourceDefinition', {
    ...status,
    namespaced: false,
    shortNames: ['crd', 'crds'],
  }),
  resource('metrics.k8s.io/v1beta1', 'PodMetrics', { plural: 'pods' }),
  resource('gateway.networking.k8s.io/v1', 'HTTPRoute', { ...status, custom }),
  resource('monitoring.coreos.com/v1', 'ServiceMonitor', { custom }),
  resource('monitoring.coreos.com/v1', 'PrometheusRule', { custom }),
  resource('external-secrets.io/v1', 'ExternalSecret', { ...status, custom }),
  resource('bitnami.com/v1alpha1', 'SealedSecret', { ...status, custom }),
  // Argo CD's own CRDs declare no status subresource: the controller writes the whole object.
  resource('argoproj.io/v1alpha1', 'Application', {
    custom,
    shortNames: ['app', 'apps'],
  }),
  resource('argoproj.io/v1alpha1', 'AppProject', {
    custom,
    shortNames: ['appproj', 'appprojs'],
  }),
  resource('argoproj.io/v1alpha1', 'ApplicationSet', {
    ...status,
    custom,
    shortNames: ['appset', 'appsets'],
  }),
  resource('argoproj.io/v1alpha1', 'Rollout', {
    ...status,
    custom,
    scaleSubresource: true,
    shortNames: ['ro'],
  }),
  resource('argoproj.io/v1alpha1', 'AnalysisTemplate', {
    custom,
    shortNames: ['at'],
  }),
  resource('argoproj.io/v1alpha1', 'ClusterAnalysisTemplate', {
    custom,
    namespaced: false,
    shortNames: ['cat'],
  }),
  resource('argoproj.io/v1alpha1', 'AnalysisRun', {
    custom,
    shortNames: ['ar'],
  }),
  resource('argoproj.io/v1alpha1', 'Experiment', { ...status, custom }),
];

const byPlural = new Map(
  TYPES.map(type => [`${apiVersionOf(type)}/${type.plural}`, type]),
);
const byKind = new Map(
  TYPES.map(type => [`${apiVersionOf(type)}/${type.kind}`, type]),
);

export function allTypes(): readonly ResourceType[] {
  return TYPES;
}

export function typeOfPlural(
  apiVersion: string,
  plural: string,
): ResourceType | undefined {
  return byPlural.get(`${apiVersion}/${plural}`);
}

export function typeOfKind(
  apiVersion: string,
  kind: string,
): ResourceType | undefined {
  return byKind.get(`${apiVersion}/${kind}`);
}

/** The type of a kind that the table is known to have. */
export function knownType(apiVersion: string, kind: string): ResourceType {
  const type = typeOfKind(apiVersion, kind);
  if (!type) {
    throw new Error(`The cluster has no kind '${kind}' in '${apiVersion}'`);
  }
  return type;
}
