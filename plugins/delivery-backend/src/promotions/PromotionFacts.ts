import { NotFoundError } from '@backstage/errors';
import {
  ApprovalPolicy,
  PromotionKind,
} from '@fairway/backstage-plugin-delivery-common';
import { ObservedDeployment } from '../deployments/DeploymentStore';
import { activeFreeze } from '../environments/activeFreeze';
import {
  EnvironmentConfig,
  PipelineConfig,
  findEnvironment,
} from '../pipelines/pipelineConfig';
import { evaluateGates } from './evaluateGates';
import { PromotedService, PromotionEnginePorts } from './PromotionEnginePorts';
import { PromotionManifests } from './PromotionManifests';
import {
  DeploymentKnowledge,
  PromotionObservations,
  PromotionPolicy,
} from './PromotionObservations';
import { rollbackTargets } from './rollbackTargets';
import { StoredPromotion, isRollback } from './StoredPromotion';

/** Seconds by which clocks of the cluster and of this machine may differ. */
const CLOCK_SKEW = 60;

/** An environment of a service with all that its policy says. */
export interface Place {
  service: PromotedService;
  pipeline: PipelineConfig;
  environment: EnvironmentConfig;
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
  readonly manifests: PromotionManifests;
  readonly #ports: PromotionEnginePorts;

  static create(ports: PromotionEnginePorts): PromotionFacts {
    return new PromotionFacts(ports);
  }

  private constructor(ports: PromotionEnginePorts) {
    this.#ports = ports;
    this.manifests = PromotionManifests.create(ports);
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
      await this.manifests.read(promotion, { approvals, place, signal });
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
        : await this.manifests.entryCommit(promotion, place),
      provenHere:
        isRollback(promotion.kind) && (await this.#isTarget(promotion)),
      deployment: written
        ? await this.knowledge(promotion, place, signal)
        : { known: false, because: 'nothing was written yet' },
    };
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
        : this.manifests.contains(place, { revision, commit, signal });
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
