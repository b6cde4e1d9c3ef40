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
export { repositoryOrigin } from './git/repositoryOrigin';
export { nextPage } from './outbound/nextPage';
export { isHostAllowed } from './outbound/isHostAllowed';
export { createRepositorySource } from './polling/createRepositorySource';
export type { RepositorySourceOptions } from './polling/createRepositorySource';
export type { Look } from './polling/Look';
export { RateBudget } from './polling/RateBudget';
export { RepositoryMemory } from './polling/RepositoryMemory';
export type { RepositoryFacts } from './polling/RepositoryMemory';
export { readPollingConfig } from './polling/readPollingConfig';
export type { PollingConfig } from './polling/readPollingConfig';
export { RepositoryHints } from './hints/RepositoryHints';
export { subscribeToHints } from './hints/subscribeToHints';
export type { ListedRun, Page } from './runs/ListedRun';
export type { RunHistory, RunReader } from './runs/RunReader';
export { observeRuns } from './runs/observeRuns';
export type { RunsLook, RunsToRead } from './runs/observeRuns';
export { observeCommits } from './runs/observeCommits';
export { observePullRequests } from './runs/observePullRequests';
export { combineStages } from './runs/combineStages';
export { describeResult } from './runs/describeResult';
export { deliveryReportIssuersExtensionPoint } from './reports/ReportIssuer';
export type {
  DeliveryReportIssuersExtensionPoint,
  ReportIssuer,
} from './reports/ReportIssuer';
export { ReportedRuns } from './reports/ReportedRuns';
export {
  REPORTS_TOPIC,
  subscribeToReports,
} from './reports/subscribeToReports';
export { believeReport } from './releaseReports/believeReport';
export {
  parseReleaseReport,
  readReleaseReport,
} from './releaseReports/readReleaseReport';
export { ZipArchive } from './archives/ZipArchive';
export type { ZipLimits } from './archives/ZipArchive';
export { ScanArchives } from './scans/ScanArchives';
export type { ScanArchive } from './scans/ScanArchives';
export { readScan } from './scans/readScan';
export type { ReadScanOptions } from './scans/readScan';
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
