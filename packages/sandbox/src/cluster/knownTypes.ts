import { knownType } from './ResourceTable';

/** The types that controllers work with. */
export const NAMESPACE = knownType('v1', 'Namespace');
export const POD = knownType('v1', 'Pod');
export const SERVICE = knownType('v1', 'Service');
export const SERVICE_ACCOUNT = knownType('v1', 'ServiceAccount');
export const SECRET = knownType('v1', 'Secret');
export const EVENT = knownType('v1', 'Event');
export const ENDPOINTS = knownType('v1', 'Endpoints');
export const NODE = knownType('v1', 'Node');
export const DEPLOYMENT = knownType('apps/v1', 'Deployment');
export const REPLICA_SET = knownType('apps/v1', 'ReplicaSet');
export const STATEFUL_SET = knownType('apps/v1', 'StatefulSet');
export const DAEMON_SET = knownType('apps/v1', 'DaemonSet');
export const JOB = knownType('batch/v1', 'Job');
export const AUTOSCALER = knownType(
  'autoscaling/v2',
  'HorizontalPodAutoscaler',
);
export const DISRUPTION_BUDGET = knownType('policy/v1', 'PodDisruptionBudget');
export const CRD = knownType(
  'apiextensions.k8s.io/v1',
  'CustomResourceDefinition',
);
export const HTTP_ROUTE = knownType(
  'gateway.networking.k8s.io/v1',
  'HTTPRoute',
);
export const EXTERNAL_SECRET = knownType(
  'external-secrets.io/v1',
  'ExternalSecret',
);
export const SEALED_SECRET = knownType('bitnami.com/v1alpha1', 'SealedSecret');
export const APPLICATION_SET = knownType(
  'argoproj.io/v1alpha1',
  'ApplicationSet',
);
export const APP_PROJECT = knownType('argoproj.io/v1alpha1', 'AppProject');
export const APPLICATION = knownType('argoproj.io/v1alpha1', 'Application');
export const ROLLOUT = knownType('argoproj.io/v1alpha1', 'Rollout');
export const ANALYSIS_TEMPLATE = knownType(
  'argoproj.io/v1alpha1',
  'AnalysisTemplate',
);
export const CLUSTER_ANALYSIS_TEMPLATE = knownType(
  'argoproj.io/v1alpha1',
  'ClusterAnalysisTemplate',
);
export const ANALYSIS_RUN = knownType('argoproj.io/v1alpha1', 'AnalysisRun');
