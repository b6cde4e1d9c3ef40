import {
  Commit,
  PipelineRun,
  PullRequest,
  ReleaseReport,
} from '@fairway/backstage-plugin-delivery-common';
import {
  FindingSink,
  KnownRuns,
  PipelineRunSink,
  ScanObservation,
} from '../sources';

/**
 * Keeps what sources of pipeline runs and findings tell.
 *
 * @public
 */
export class RecordingSink implements PipelineRunSink, FindingSink {
  readonly runs = new Map<string, PipelineRun>();
  readonly commits: Commit[] = [];
  readonly pullRequests = new Map<string, PullRequest[]>();
  readonly releases: { report: ReleaseReport; runId: string }[] = [];
  readonly scans: ScanObservation[] = [];
  readonly failures = new Map<string, { state: string; message: string }>();
  readonly confirmed: string[] = [];
  /** What the read model held before the source started. */
  stored: KnownRuns = { finished: new Map(), unfinished: [] };

  async observeRuns(_ref: string, runs: PipelineRun[]): Promise<void> {
    runs.forEach(run => this.runs.set(run.id, run));
  }

  async observeCommits(_ref: string, commits: Commit[]): Promise<void> {
    this.commits.push(...commits);
  }

  async observePullRequests(ref: string, list: PullRequest[]): Promise<void> {
    this.pullRequests.set(ref, list);
  }

  async observeRelease(
    _ref: string,
    report: ReleaseReport,
    run: { id: string },
  ): Promise<void> {
    this.releases.push({ report, runId: run.id });
  }

  async knownRuns(): Promise<KnownRuns> {
    return this.stored;
  }

  async observeScan(scan: ScanObservation): Promise<void> {
    this.scans.push(scan);
  }

  async knownScans(): Promise<ReadonlySet<string>> {
    return new Set(this.scans.map(scan => scan.id));
  }

  async confirm(serviceRef?: string): Promise<void> {
    this.confirmed.push(serviceRef ?? 'all');
    if (serviceRef) {
      this.failures.delete(serviceRef);
    }
  }

  async confirmRest(): Promise<void> {
    this.confirmed.push('rest');
  }

  async fail(
    serviceRef: string,
    failure: { state: 'denied' | 'unreachable'; message: string },
  ): Promise<void> {
    this.failures.set(serviceRef, failure);
  }
}
