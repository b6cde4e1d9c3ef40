import { NotFoundError, ServiceUnavailableError } from '@backstage/errors';
import {
  ApprovalPolicy,
  PromotionKind,
} from '@fairway/backstage-plugin-delivery-common';
import { ManifestWriter } from '@fairway/backstage-plugin-delivery-node';
import { ObservedDeployment } from '../deployments/DeploymentStore';
import { activeFreeze } from '../environments/activeFreeze';
import {
  EnvironmentConfig,
  PipelineConfig,
  findEnvironment,
} from '../pipelines/pipelineConfig';
import { evaluateGates } from './evaluateGates';
import { PromotedService, PromotionEnginePorts } from './PromotionEnginePorts';
import {
  DeploymentKnowledge,
  PromotionObservations,
  PromotionPolicy,
} from './PromotionObservations';
import { rollbackTargets } from './rollbackTargets';
import { StoredApproval, StoredPromotion, isRollback } from './StoredPromotion';
import { isVerdict } from './writeManifests';

/** Seconds by which clocks of the cluster and of this machine may differ. */
const CLOCK_SKEW = 60;
const REFRESH_PAUSE = 5_000;

/** An environment of a service with all that its policy says. */
export interface Place {
  service: PromotedService;
  pipeline: PipelineConfig;
  environment: EnvironmentConfig;
}

/** The manifests are not as they must be: somebody has to mend them, a retry does not. */
export class ManifestsVerdict extends Error {
  override readonly name = 'ManifestsVerdict';
}

/** Nobody has to approve. */
export const NO_APPROVALS: ApprovalPolicy = {
  count: 0,
  from: [],
  notRequester: false,
  notAuthor: false,
};

/** Who must approve a kind of promotion. Rollbacks need nobody: they are how incidents end. */
export function approvalPolicyOf(
  environment: EnvironmentConfig,
  kind: PromotionKind,
): ApprovalPolicy {
  return isRollback(kind)
    ? NO_APPROVALS
    : environment.approvals ?? NO_APPROVALS;
}

/** Reads everything that decisions depend on. */
export class PromotionFacts {
  readonly #ports: PromotionEnginePorts;
  readonly #refreshedAt = new Map<string, number>();

  static create(ports: PromotionEnginePorts): PromotionFacts {
    return new PromotionFacts(ports);
  }

  private constructor(ports: PromotionEnginePorts) {
    this.#ports = ports;
  }

  /** Finds an environment of a service, or says which there are. */
  async place(serviceRef: string, name: string): Promise<Place> {
    const { service, pipeline } = await this.pipeline(serviceRef);
    const environment = findEnvironment(pipeline, name);
    if (!environment) {
      throw new NotFoundError(
        `No environment '${name}' in pipeline '${
          pipeline.name
        }'; it has: ${pipeline.environments.map(each => each.name).join(', ')}`,
      );
    }
    return { service, pipeline, environment };
  }

  /** Finds a service and its pipeline. */
  async pipeline(
    serviceRef: string,
  ): Promise<{ service: PromotedService; pipeline: PipelineConfig }> {
    const service = await this.#ports.services.get(serviceRef);
    if (!service) {
      throw new NotFoundError(
        `No service '${serviceRef}'; a component takes part in delivery with the annotation fairway.dev/pipeline`,
      );
    }
    const pipeline = this.#ports.config.pipelines.get(service.pipeline);
    if (!pipeline) {
      throw new NotFoundError(
        `No pipeline '${
          service.pipeline
        }' for '${serviceRef}'; delivery.pipelines in app-config has: ${[
          ...this.#ports.config.pipelines.keys(),
        ].join(', ')}`,
      );
    }
    return { service, pipeline };
  }

  /** The writer of a service's manifests. */
  writerOf(service: PromotedService): ManifestWriter {
    const writer = this.#ports.writers.find(each => each.accepts(service));
    if (!writer) {
      throw new ServiceUnavailableError(
        `Nothing can write the manifests of '${service.ref}'; give it the annotations fairway.dev/manifests and fairway.dev/image`,
      );
    }
    return writer;
  }

  policyOf(place: Place, kind: PromotionKind): PromotionPolicy {
    return {
      version: place.pipeline.policyVersion,
      approvals: approvalPolicyOf(place.environment, kind),
      verification: place.environment.verification,
      freezesBindRollbacks: place.environment.freezesBindRollbacks,
    };
  }

  /** Everything outside the promotion that its next step depends on. */
  async observe(
    promotion: StoredPromotion,
    place: Place,
    signal: AbortSignal,
  ): Promise<PromotionObservations> {
    const { store, guards, releases, clock } = this.#ports;
    const { serviceRef, environment } = promotion;
    const now = clock();
    const release = await releases.get(serviceRef, promotion.release.id);
    const written = promotion.manifestsCommit !== undefined;
    const approvals = await store.approvals(promotion.id);
    if (!written) {
      await this.#readManifests(promotion, approvals, place, signal);
    }
    return {
      release,
      gates:
        release && !written && !isRollback(promotion.kind)
          ? await evaluateGates(this.#ports, {
              serviceRef,
              environment: place.environment,
              release,
              now,
            })
          : [],
      approvals,
      hold: await guards.hold(serviceRef, environment),
      freeze: activeFreeze(place.environment, now),
      manifestsCommit: written
        ? undefined
        : await this.#entryCommit(promotion, place),
      provenHere:
        isRollback(promotion.kind) && (await this.#isTarget(promotion)),
      deployment: written
        ? await this.knowledge(promotion, place, signal)
        : { known: false, because: 'nothing was written yet' },
    };
  }

  /** The newest commit that can change an environment, by the local copy. */
  async manifestsCommit(place: Place): Promise<string | undefined> {
    try {
      const current = await this.writerOf(place.service).current(
        place.service,
        place.environment.name,
      );
      return current?.commit;
    } catch (error) {
      throw isVerdict(error) ? new ManifestsVerdict(error.message) : error;
    }
  }

  /** Looks at the remote of a service's manifests. */
  async refresh({ service }: Place, signal: AbortSignal): Promise<void> {
    await this.writerOf(service).refresh(service, signal);
    this.#refreshedAt.set(service.ref, this.#ports.clock().getTime());
  }

  /** What is known about the deployment of a written promotion. */
  async knowledge(
    promotion: StoredPromotion,
    place: Place,
    signal: AbortSignal,
  ): Promise<DeploymentKnowledge> {
    const deployment = await this.#ports.deployments.get(
      promotion.serviceRef,
      promotion.environment,
    );
    const unknown = unknownBecause(deployment, promotion.environment);
    if (!deployment || unknown) {
      return { known: false, because: unknown ?? '' };
    }
    const commit = promotion.manifestsCommit;
    const contains = async (revision: string | undefined) =>
      revision === undefined || commit === undefined
        ? undefined
        : this.#contains(place, revision, commit, signal);
    try {
      const checks = [];
      for (const check of deployment.checks) {
        checks.push({
          ...check,
          ofThis:
            isRecent(check.at, promotion) &&
            (check.digest === promotion.release.digest ||
              (await contains(check.revision)) === true ||
              (check.digest === undefined && check.revision === undefined)),
        });
      }
      const revisionHasCommit = await contains(deployment.revision);
      return {
        known: true,
        deployment: { ...deployment, revisionHasCommit, checks },
      };
    } catch (error) {
      signal.throwIfAborted();
      return {
        known: false,
        because: `the manifests repository to answer (${
          error instanceof Error ? error.message : error
        })`,
      };
    }
  }

  /**
   * Before the write is decided the manifests must be as new as can be; until then any local copy will do that no
   * approval contradicts. The write itself looks at the remote again.
   */
  async #readManifests(
    promotion: StoredPromotion,
    approvals: StoredApproval[],
    place: Place,
    signal: AbortSignal,
  ): Promise<void> {
    const due =
      promotion.state === 'queued' ||
      (promotion.state === 'writing' && !this.#refreshedLately(place)) ||
      (await this.#isBehind(promotion, approvals, place));
    if (due) {
      await this.refresh(place, signal);
    }
  }

  /** True if another replica may have read newer manifests, such as the approvers saw. Approvals to older ones lapse. */
  async #isBehind(
    promotion: StoredPromotion,
    approvals: StoredApproval[],
    place: Place,
  ): Promise<boolean> {
    const local = await this.#entryCommit(promotion, place);
    return (
      local === undefined ||
      approvals.some(each => !each.lapsedAt && each.manifestsCommit !== local)
    );
  }

  /**
   * The commit that the entry is decided about. Once the write was begun, broken manifests are no verdict: they may have
   * been broken after the push, so its commit is looked for first.
   */
  async #entryCommit(
    { state }: StoredPromotion,
    place: Place,
  ): Promise<string | undefined> {
    try {
      return await this.manifestsCommit(place);
    } catch (error) {
      if (state === 'writing' && error instanceof ManifestsVerdict) {
        return undefined;
      }
      throw error;
    }
  }

  #refreshedLately({ service }: Place): boolean {
    const last = this.#refreshedAt.get(service.ref) ?? 0;
    return this.#ports.clock().getTime() - last < REFRESH_PAUSE;
  }

  async #contains(
    place: Place,
    revision: string,
    commit: string,
    signal: AbortSignal,
  ): Promise<boolean> {
    if (revision === commit) {
      return true;
    }
    const { service } = place;
    const writer = this.writerOf(service);
    if (await writer.contains(service, revision, commit)) {
      return true;
    }
    if (this.#refreshedLately(place)) {
      return false;
    }
    await this.refresh(place, signal);
    return writer.contains(service, revision, commit);
  }

  async #isTarget(rollback: StoredPromotion): Promise<boolean> {
    const targets = await rollbackTargets(this.#ports, rollback, rollback.kind);
    return targets.some(each => each.releaseId === rollback.release.id);
  }
}

/** Why nothing is known about a deployment; undefined if all its sources are fresh. */
export function unknownBecause(
  deployment: ObservedDeployment | undefined,
  environment: string,
): string | undefined {
  if (!deployment || deployment.provenance.length === 0) {
    return `something to be seen in ${environment}`;
  }
  const bad = deployment.provenance.find(each => each.state !== 'fresh');
  return bad && `${bad.source} to answer again; it is ${bad.state}`;
}

/** A check of an earlier deployment of the same digest says nothing about this one. */
function isRecent(at: string | undefined, promotion: StoredPromotion): boolean {
  const writing = promotion.times.writing;
  return (
    at === undefined ||
    writing === undefined ||
    Date.parse(at) >= Date.parse(writing) - CLOCK_SKEW * 1000
  );
}
