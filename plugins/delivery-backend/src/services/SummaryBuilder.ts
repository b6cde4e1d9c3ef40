import { Release } from '@fairway/backstage-plugin-delivery-common';
import { DatabaseDeploymentStore } from '../deployments/DatabaseDeploymentStore';
import { FindingStore } from '../findings/FindingStore';
import { FleetStore } from '../fleet/FleetStore';
import { fleetRecordOf } from '../fleet/fleetRecord';
import { EnvironmentConfig, PipelineConfig } from '../pipelines/pipelineConfig';
import { PipelineRunStore } from '../pipelineRuns/PipelineRunStore';
import { PromotionReader } from '../promotions/PromotionReader';
import { CommitStore } from '../releases/CommitStore';
import { ReleaseStore } from '../releases/ReleaseStore';
import { SourceStatusReader } from '../sources/SourceStatusReader';
import { EnvironmentFacts, summarizeService } from './ServiceSummary';
import { ServiceRow, ServiceStore } from './ServiceStore';
import { SummaryStore } from './SummaryStore';

interface Options {
  pipelines: ReadonlyMap<string, PipelineConfig>;
  services: ServiceStore;
  summaries: SummaryStore;
  fleet: Pick<FleetStore, 'has' | 'put'>;
  deployments: DatabaseDeploymentStore;
  releases: ReleaseStore;
  commits: CommitStore;
  runs: PipelineRunStore;
  findings: FindingStore;
  promotions: PromotionReader;
  sources: SourceStatusReader;
}

const recentRuns = 10;
const recentReleases = 100;

/** Reads all that is stored about a service and stores what its pages show. */
export class SummaryBuilder {
  readonly #options: Options;

  static create(options: Options): SummaryBuilder {
    return new SummaryBuilder(options);
  }

  private constructor(options: Options) {
    this.#options = options;
  }

  /** Another replica may rebuild at the same time with older facts: whoever comes second reads again. */
  async rebuild(serviceRef: string): Promise<void> {
    const { services, summaries } = this.#options;
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const version = await summaries.version(serviceRef);
      const service = await services.get(serviceRef);
      if (!service) {
        return;
      }
      if (await this.#rebuild(service, version)) {
        return;
      }
    }
    throw new Error(`Summary of '${serviceRef}' kept changing meanwhile`);
  }

  async #rebuild(service: ServiceRow, version: number): Promise<boolean> {
    const { pipelines, summaries, fleet, runs, promotions, sources } =
      this.#options;
    const pipeline = pipelines.get(service.pipeline);
    const [environments, pipelineRuns, pullRequests, waiting, freshness] =
      await Promise.all([
        pipeline ? this.#environments(service.ref, pipeline) : new Map(),
        runs.recentRuns(service.ref, recentRuns),
        runs.pullRequests(service.ref),
        promotions.waitingCounts([service.ref]),
        sources.ofService(service.ref),
      ]);
    const summary = summarizeService({
      service,
      pipeline,
      pipelineNames: [...pipelines.keys()],
      pipelineRuns,
      pullRequests,
      environments,
    });
    const record = fleetRecordOf({
      service,
      summary,
      freshness,
      waiting: waiting.get(service.ref),
    });
    // The version guards the fleet row, too: it also changes on its own, for instance when a source fails.
    return summaries.transaction(async trx => {
      const alongChanged = !(await fleet.has(record, trx));
      const taken = await summaries.put(summary, {
        version,
        alongChanged,
        knex: trx,
      });
      if (taken) {
        await fleet.put(record, trx);
      }
      return taken;
    });
  }

  async #environments(
    serviceRef: string,
    pipeline: PipelineConfig,
  ): Promise<Map<string, EnvironmentFacts>> {
    const { deployments, promotions, releases } = this.#options;
    const [stored, active, holds, recent] = await Promise.all([
      deployments.list(serviceRef),
      promotions.activeByService(serviceRef),
      promotions.holds(serviceRef),
      releases.list(serviceRef, { limit: recentReleases }),
    ]);
    const known = new Map(recent.map(release => [release.id, release]));
    const facts = new Map<string, EnvironmentFacts>();
    for (const { name } of pipeline.environments) {
      const deployment = stored.find(each => each.environment === name);
      facts.set(name, {
        deployment,
        release: await this.#running(serviceRef, deployment?.digest),
        hold: holds.find(hold => hold.environment === name),
        verified: await this.#known(
          serviceRef,
          await promotions.verifiedReleases(serviceRef, name),
          known,
        ),
        rollbackTargets: await this.#known(
          serviceRef,
          await promotions.rollbackTargets(serviceRef, name),
          known,
        ),
        promotions: active.filter(each => each.environment === name),
      });
    }
    for (const environment of pipeline.environments) {
      await this.#compare(serviceRef, environment, facts);
    }
    return facts;
  }

  async #running(
    serviceRef: string,
    digest: string | undefined,
  ): Promise<Release | undefined> {
    return digest
      ? this.#options.releases.findByDigest(serviceRef, digest)
      : undefined;
  }

  /** Looks no further back than the recent releases, except for the first few. */
  async #known(
    serviceRef: string,
    wanted: { releaseId: string }[],
    recent: ReadonlyMap<string, Release>,
  ): Promise<Release[]> {
    const found: Release[] = [];
    for (const [index, { releaseId }] of wanted.entries()) {
      const release =
        recent.get(releaseId) ??
        (index < 5
          ? await this.#options.releases.get(serviceRef, releaseId)
          : undefined);
      if (release) {
        found.push(release);
      }
    }
    return found;
  }

  /** Adds what depends on the release that runs here and on the one that runs before it. */
  async #compare(
    serviceRef: string,
    environment: EnvironmentConfig,
    all: Map<string, EnvironmentFacts>,
  ): Promise<void> {
    const { commits, findings } = this.#options;
    const facts = all.get(environment.name);
    const release = facts?.release;
    if (!facts || !release) {
      return;
    }
    facts.findings = await findings.openCounts(serviceRef, release.commit);
    const [of] = environment.after;
    const before = of === undefined ? undefined : all.get(of);
    if (before?.release && before.release.sequence > release.sequence) {
      const missing = await commits.between(
        serviceRef,
        release.commit,
        before.release.commit,
      );
      facts.behind = {
        of,
        commits: missing.complete ? missing.commits.length : undefined,
        releases: before.release.sequence - release.sequence,
        since: before.deployment?.since,
      };
    }
  }
}
