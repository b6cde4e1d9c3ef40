import { ConflictError } from '@backstage/errors';
import { releaseReportSchema } from '@fairway/backstage-plugin-delivery-common';
import {
  DeploymentSink,
  FindingSink,
  PipelineRunSink,
  SourceSink,
} from '@fairway/backstage-plugin-delivery-node';
import { DatabaseDeploymentStore } from '../deployments/DatabaseDeploymentStore';
import { FindingIngest } from '../findings/FindingIngest';
import { PipelineRunStore } from '../pipelineRuns/PipelineRunStore';
import { CommitStore } from '../releases/CommitStore';
import { ReleaseStore } from '../releases/ReleaseStore';
import { ServiceChanges } from '../services/ServiceChanges';
import { ServiceDirectory } from '../services/ServiceDirectory';
import { Lease, SourceLeaseStore } from './SourceLeaseStore';
import { SourceServiceStore } from './SourceServiceStore';
import { SourceStore } from './SourceStore';

interface Options {
  store: SourceStore;
  serviceStore: SourceServiceStore;
  leases: SourceLeaseStore;
  directory: ServiceDirectory;
  changes: ServiceChanges;
  runs: PipelineRunStore;
  commits: CommitStore;
  releases: ReleaseStore;
  deployments: DatabaseDeploymentStore;
  findings: FindingIngest;
  /** Called when a source or a service of it may have become fresh or failed. */
  onStatus(): void;
}

/** What one run of a source is given: its lease, and whom to tell that it works. */
export interface SourceRun {
  lease: Lease;
  onAlive(): void;
}

/** Makes the sinks through which sources write, each bound to one run and its lease. */
export class SourceSinks {
  readonly #options: Options;

  static create(options: Options): SourceSinks {
    return new SourceSinks(options);
  }

  private constructor(options: Options) {
    this.#options = options;
  }

  pipelineRuns(run: SourceRun): PipelineRunSink {
    const { runs, commits, releases, changes } = this.#options;
    const { sourceId } = run.lease;
    return {
      ...this.#base(run),
      observeRuns: async (ref, observed) => {
        if (
          (await this.#admit(run, ref)) &&
          (await runs.observeRuns(sourceId, ref, observed))
        ) {
          changes.announce(ref, 'service');
        }
      },
      knownRuns: ref => runs.known(sourceId, ref),
      observeCommits: async (ref, observed) => {
        if (
          (await this.#admit(run, ref)) &&
          (await commits.add(ref, observed)) > 0
        ) {
          changes.announce(ref, 'service');
        }
      },
      observePullRequests: async (ref, observed) => {
        if (
          (await this.#admit(run, ref)) &&
          (await runs.observePullRequests(sourceId, ref, observed))
        ) {
          changes.announce(ref, 'service');
        }
      },
      observeRelease: async (ref, report, builtBy) => {
        if (!(await this.#admit(run, ref))) {
          return;
        }
        const checked = releaseReportSchema.parse(report);
        const { added } = await releases.add(ref, checked, builtBy);
        if (added) {
          changes.announce(ref, 'service');
        }
      },
    };
  }

  deployments(run: SourceRun): DeploymentSink {
    const { deployments, directory, changes } = this.#options;
    const { sourceId } = run.lease;
    return {
      ...this.#base(run),
      observe: async observation => {
        if (
          (await this.#admit(run, observation.serviceRef)) &&
          (await deployments.observe(sourceId, observation))
        ) {
          changes.announce(observation.serviceRef, 'service');
        }
      },
      replaceAll: async observations => {
        await this.#checkLease(run);
        const known = observations.filter(each =>
          directory.find(each.serviceRef),
        );
        for (const ref of await deployments.replaceAll(sourceId, known)) {
          changes.announce(ref, 'service');
        }
      },
      remove: async (ref, environment) => {
        if (
          (await this.#admit(run, ref)) &&
          (await deployments.remove(sourceId, ref, environment))
        ) {
          changes.announce(ref, 'service');
        }
      },
    };
  }

  findings(run: SourceRun): FindingSink {
    const { findings, changes } = this.#options;
    const { sourceId } = run.lease;
    return {
      ...this.#base(run),
      observeScan: async scan => {
        if (
          (await this.#admit(run, scan.serviceRef)) &&
          (await findings.observeScan(sourceId, scan))
        ) {
          changes.announce(scan.serviceRef, 'findings');
        }
      },
      knownScans: ref => findings.knownScans(sourceId, ref),
    };
  }

  #base(run: SourceRun): SourceSink {
    const { store, serviceStore, onStatus } = this.#options;
    const { lease } = run;
    const confirmed = (held: boolean) => {
      if (held) {
        run.onAlive();
        onStatus();
      }
    };
    return {
      confirm: async serviceRef => {
        const at = new Date().toISOString();
        const held = await (serviceRef
          ? store.live(lease, at)
          : store.confirm(lease, at));
        if (held) {
          await (serviceRef
            ? serviceStore.confirm(lease.sourceId, serviceRef, at)
            : serviceStore.confirmAll(lease.sourceId, at));
        }
        confirmed(held);
      },
      confirmRest: async () => {
        confirmed(await store.confirm(lease, new Date().toISOString()));
      },
      fail: async (serviceRef, failure) => {
        await this.#checkLease(run);
        const source = await store.find(lease.sourceId);
        if (source) {
          const at = new Date().toISOString();
          await serviceStore.fail(source, serviceRef, failure, at);
        }
        onStatus();
      },
    };
  }

  /** A service that left the catalog meanwhile is passed over: its source will notice, too. */
  async #admit(run: SourceRun, serviceRef: string): Promise<boolean> {
    await this.#checkLease(run);
    return this.#options.directory.find(serviceRef) !== undefined;
  }

  async #checkLease({ lease }: SourceRun): Promise<void> {
    if (!(await this.#options.leases.holds(lease))) {
      throw new ConflictError(
        `Source '${lease.sourceId}' runs on another replica now; this run must end`,
      );
    }
  }
}
