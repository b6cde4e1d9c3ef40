import { LoggerService } from '@backstage/backend-plugin-api';
import {
  Commit,
  DeploymentCheck,
  Health,
  PipelineRun,
  PullRequest,
  ReleaseReport,
  Severity,
  Sync,
} from '@fairway/backstage-plugin-delivery-common';
import { DeliveryService, DeliveryServiceDirectory } from './DeliveryService';

/**
 * What a source is given to run. Exactly one replica runs a source at a time: the backend holds a lease for it.
 *
 * @public
 */
export interface SourceContext<TSink> {
  services: DeliveryServiceDirectory;
  sink: TSink;
  logger: LoggerService;
  /** Aborts when the backend stops or loses the lease; `run` must then return soon. */
  signal: AbortSignal;
}

/**
 * Something that observes an outside system. `run` observes until its signal aborts. When it throws, the backend marks
 * the source unreachable (or denied, for a `NotAllowedError` or `AuthenticationError`), keeps everything that was
 * observed, and starts it again after a while, each time waiting longer.
 *
 * @public
 */
export interface Source<TSink> {
  /** Unique among all sources, for example `github`. It is stored and shown. */
  readonly id: string;
  /** Name for people: `GitHub Actions`. */
  readonly title: string;
  /**
   * Seconds after which values count as stale if `sink.confirm` was not called.
   */
  readonly staleAfterSeconds: number;
  /**
   * Whether it observes a service at all, by its annotations: how the source fares is told of no other service. All
   * services unless set.
   */
  observes?(service: DeliveryService): boolean;
  run(context: SourceContext<TSink>): Promise<void>;
}

/** Why one service cannot be observed while the source works for others. @public */
export interface ServiceFailure {
  state: 'denied' | 'unreachable';
  message: string;
  /** Of a deployment source: only these environments cannot be observed. */
  environments?: string[];
  /** Of a deployment source: these environments can be observed, all others cannot. */
  except?: string[];
}

/** What every sink offers. @public */
export interface SourceSink {
  /**
   * Says that all that this source stored is true now. With a service ref: only what belongs to that service.
   */
  confirm(serviceRef?: string): Promise<void>;
  /** Says that all that this source stored is true now, except where it said that it fails. */
  confirmRest(): Promise<void>;
  /**
   * Says that one service cannot be observed while the source works for others: its rows grey out, no others do. It
   * takes the place of what was said to fail for this service before.
   */
  fail(serviceRef: string, failure: ServiceFailure): Promise<void>;
}

/** What is stored of a service's runs of one source. @public */
export interface KnownRuns {
  /** The newest finished runs: ids, and when they finished. */
  finished: ReadonlyMap<string, string>;
  unfinished: PipelineRun[];
}

/** @public */
export interface PipelineRunSink extends SourceSink {
  /** Inserts or updates runs by id. Old runs are kept. */
  observeRuns(serviceRef: string, runs: PipelineRun[]): Promise<void>;
  /** Adds commits of the default branch. They are immutable. */
  observeCommits(serviceRef: string, commits: Commit[]): Promise<void>;
  /** Replaces the list of open pull requests. */
  observePullRequests(
    serviceRef: string,
    pullRequests: PullRequest[],
  ): Promise<void>;
  /** Adds a release that a run reported; the same content again changes nothing. */
  observeRelease(
    serviceRef: string,
    report: ReleaseReport,
    run: { id: string; url?: string; reportedAt: string },
  ): Promise<void>;
  /**
   * What is stored of the runs of a service, so that a source reads each finished one only once, and follows unfinished
   * ones to their end, also after a restart or when a webhook was lost.
   */
  knownRuns(serviceRef: string): Promise<KnownRuns>;
}

/** A release that served users for a time. @public */
export interface PastDeployment {
  digest: string;
  /** ISO 8601. */
  from: string;
  /** Absent while it goes on. */
  to?: string;
}

/**
 * What one source sees of one service in one environment. Sources of the same environment complement each other:
 * Kubernetes knows pods and the running digest, Argo CD knows sync and the applied revision.
 *
 * @public
 */
export interface DeploymentObservation {
  serviceRef: string;
  environment: string;
  /** Digest that serves users: for a blue-green Rollout that of the active ReplicaSet. */
  digest?: string;
  /** Digest that the controller is moving to, if another one than `digest`. */
  desiredDigest?: string;
  health: Health;
  sync?: Sync;
  /** Why it is as it is, in one short sentence: see {@link shortMessage}. */
  message?: string;
  /**
   * Whether the message names the cause itself (`crash loop in container app: exit 1`) or only a symptom
   * (`1 of 3 pods`, `sync failed`). Of several sources, causes are told first. A symptom unless set.
   */
  messageKind?: 'cause' | 'symptom';
  /** What the system itself says about it, for people who look closer; only if that is more than the message. */
  details?: string[];
  readyPods?: number;
  pods?: number;
  /** Commit of the manifests repository that is applied. */
  revision?: string;
  url?: string;
  checks?: DeploymentCheck[];
  /**
   * What ran there before, as far as the source still knows, oldest first; the last one may be what runs now. It is
   * stored when the environment is seen first, so that the record does not begin on the day of the installation.
   */
  past?: PastDeployment[];
}

/** @public */
export interface DeploymentSink extends SourceSink {
  observe(observation: DeploymentObservation): Promise<void>;
  /** Replaces all that this source knows: what is not listed is gone (health `missing`). Use after a complete list. */
  replaceAll(observations: DeploymentObservation[]): Promise<void>;
  /** Says that the service no longer runs in the environment. */
  remove(serviceRef: string, environment: string): Promise<void>;
}

/** One result of a scan, already read from SARIF. @public */
export interface ScanResult {
  /** The scanner's own identity of the finding, or one derived from rule and location context; never a line number. */
  fingerprint: string;
  rule: string;
  title: string;
  description?: string;
  help?: string;
  helpUrl?: string;
  severity: Severity;
  identifiers: string[];
  path?: string;
  line?: number;
  packageName?: string;
  installedVersion?: string;
  fixedVersion?: string;
}

/** @public */
export interface ScanObservation {
  serviceRef: string;
  /** Identity of this scan in its system; the same scan again changes nothing. */
  id: string;
  scanner: string;
  scannerVersion?: string;
  /** What was scanned: a category such as `sast`, `image`. Only a complete scan of the same scope closes findings. */
  scope: string;
  commit: string;
  complete: boolean;
  at: string;
  results: ScanResult[];
}

/** @public */
export interface FindingSink extends SourceSink {
  observeScan(scan: ScanObservation): Promise<void>;
  /** Ids of the scans of a service that are stored, so that a source fetches only new ones. */
  knownScans(serviceRef: string): Promise<ReadonlySet<string>>;
}

/** Observes pipeline runs, commits, pull requests and releases. @public */
export type PipelineRunSource = Source<PipelineRunSink>;

/** Observes what runs in environments. @public */
export type DeploymentSource = Source<DeploymentSink>;

/** Observes scans. @public */
export type FindingSource = Source<FindingSink>;
