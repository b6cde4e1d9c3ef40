/**
 * How an integration plugs into Fairway delivery.
 *
 * @packageDocumentation
 */
export * from './DeliveryService';
export * from './sources';
export { shortMessage } from './shortMessage';
export * from './ManifestWriter';
export * from './Gate';
export * from './extensionPoints';
export * from './outbound/OutboundClient';
export * from './outbound/outboundUrl';
export {
  RetryLaterError,
  failureOf,
  retryAtOf,
} from './outbound/outboundErrors';
export { GitRunner } from './git/GitRunner';
export type { GitCall, GitResult } from './git/GitRunner';
export { IntegrationGitRemotes, configEnvironment } from './git/GitRemotes';
export type { GitRemote, GitRemotes } from './git/GitRemotes';
export { readSarif } from './sarif/readSarif';
export type { SarifLimits, SarifScan } from './sarif/SarifScan';
export { KubernetesClusters } from './kubernetes/KubernetesClusters';
export type { KubernetesCluster } from './kubernetes/KubernetesClusters';
export { clusterObjectOf } from './kubernetes/WatchedResource';
export type {
  ClusterObject,
  WatchTiming,
  WatchedResource,
} from './kubernetes/WatchedResource';
export { observeClusters } from './kubernetes/observeClusters';
export type { ObserveClustersOptions } from './kubernetes/observeClusters';
export type { DerivedObservation } from './kubernetes/mergeObservations';
