import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  Hold,
  Release,
  deliveryEnvironmentHoldPermission,
  deliveryReleaseVetoPermission,
} from '@fairway/backstage-plugin-delivery-common';
import { DeliveryAuthorizer } from '../services/DeliveryAuthorizer';
import { actorName } from './actorName';
import { PromotionEnginePorts } from './PromotionEnginePorts';
import { PromotionFacts } from './PromotionFacts';
import { Actor } from './PromotionPresenter';

/** Holds of environments and vetoes of releases. */
export class EnvironmentGuard {
  readonly #ports: PromotionEnginePorts;
  readonly #facts: PromotionFacts;
  readonly #authorizer: DeliveryAuthorizer;
  readonly #wake: (serviceRef: string) => void;

  static create(options: {
    ports: PromotionEnginePorts;
    facts: PromotionFacts;
    authorizer: DeliveryAuthorizer;
    wake: (serviceRef: string) => void;
  }): EnvironmentGuard {
    return new EnvironmentGuard(options);
  }

  private constructor(options: {
    ports: PromotionEnginePorts;
    facts: PromotionFacts;
    authorizer: DeliveryAuthorizer;
    wake: (serviceRef: string) => void;
  }) {
    this.#ports = options.ports;
    this.#facts = options.facts;
    this.#authorizer = options.authorizer;
    this.#wake = options.wake;
  }

  /** Pins an environment where it is. */
  async hold(
    serviceRef: string,
    environment: string,
    reason: string,
    actor: Actor,
  ): Promise<Hold> {
    await this.#checkHold(serviceRef, environment, actor);
    const { guards } = this.#ports;
    const held = await guards.hold(serviceRef, environment);
    if (held) {
      throw new ConflictError(
        `${environment} of '${serviceRef}' is held already by ${actorName(
          held.by,
        )}: ${held.reason}. Release that hold first`,
      );
    }
    const hold = { environment, by: actor.ref, at: this.#now(), reason };
    await guards.setHold(serviceRef, hold);
    this.#wake(serviceRef);
    return hold;
  }

  /** Lets promotions enter again. */
  async releaseHold(
    serviceRef: string,
    environment: string,
    reason: string,
    actor: Actor,
  ): Promise<void> {
    await this.#checkHold(serviceRef, environment, actor);
    const released = await this.#ports.guards.releaseHold(
      serviceRef,
      environment,
      { by: actor.ref, at: this.#now(), reason },
    );
    if (!released) {
      throw new ConflictError(
        `${environment} of '${serviceRef}' is not held, so there is nothing to release`,
      );
    }
    this.#wake(serviceRef);
  }

  /** Marks a release bad: it may enter no further environment. */
  async veto(
    serviceRef: string,
    releaseId: string,
    reason: string,
    actor: Actor,
  ): Promise<Release> {
    const release = await this.#vetoable(serviceRef, releaseId, actor);
    const set = await this.#ports.guards.setVeto(serviceRef, release, {
      by: actor.ref,
      at: this.#now(),
      reason,
    });
    const vetoed = await this.#vetoable(serviceRef, releaseId, actor);
    if (!set) {
      throw new ConflictError(
        `${release.version} was marked bad already by ${
          vetoed.veto ? actorName(vetoed.veto.by) : 'somebody'
        }: ${
          vetoed.veto?.reason
        }. Withdraw that mark first to give another reason`,
      );
    }
    this.#wake(serviceRef);
    return vetoed;
  }

  /** Takes a veto back. */
  async withdrawVeto(
    serviceRef: string,
    releaseId: string,
    reason: string,
    actor: Actor,
  ): Promise<Release> {
    const release = await this.#vetoable(serviceRef, releaseId, actor);
    const withdrawn = await this.#ports.guards.withdrawVeto(
      serviceRef,
      release,
      { by: actor.ref, at: this.#now(), reason },
    );
    if (!withdrawn) {
      throw new ConflictError(
        `${release.version} is not marked bad, so there is nothing to withdraw`,
      );
    }
    this.#wake(serviceRef);
    return this.#vetoable(serviceRef, releaseId, actor);
  }

  async #checkHold(serviceRef: string, environment: string, actor: Actor) {
    await this.#facts.place(serviceRef, environment);
    await this.#authorizer.check(
      {
        permission: deliveryEnvironmentHoldPermission,
        serviceRef,
        environment,
      },
      actor.credentials,
    );
  }

  async #vetoable(
    serviceRef: string,
    releaseId: string,
    actor: Actor,
  ): Promise<Release> {
    await this.#facts.pipeline(serviceRef);
    await this.#authorizer.check(
      { permission: deliveryReleaseVetoPermission, serviceRef },
      actor.credentials,
    );
    const release = await this.#ports.releases.get(serviceRef, releaseId);
    if (!release) {
      throw new NotFoundError(
        `Release '${releaseId}' does not belong to '${serviceRef}'; its releases are listed at its Delivery tab`,
      );
    }
    return release;
  }

  #now(): string {
    return this.#ports.clock().toISOString();
  }
}
