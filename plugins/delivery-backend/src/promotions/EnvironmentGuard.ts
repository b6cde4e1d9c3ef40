import { ConflictError, NotFoundError } from '@backstage/errors';
import {
  Hold,
  Release,
  deliveryEnvironmentHoldPermission,
  deliveryReleaseVetoPermission,
} from '@fairway/backstage-plugin-delivery-common';
import { DeliveryAuthorizer } from '../services/DeliveryAuthorizer';
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
    const { store } = this.#ports;
    const held = await store.hold(serviceRef, environment);
    if (held) {
      throw new ConflictError(
        `${environment} of '${serviceRef}' is held already by ${held.by}: ${held.reason}. Release that hold first`,
      );
    }
    const at = this.#now();
    const hold = { environment, by: actor.ref, at, reason };
    await store.setHold(serviceRef, hold, [
      { at, actor: actor.ref, kind: 'hold', environment, text: reason },
    ]);
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
    const released = await this.#ports.store.releaseHold(
      serviceRef,
      environment,
      actor.ref,
      [
        {
          at: this.#now(),
          actor: actor.ref,
          kind: 'hold-released',
          environment,
          text: reason,
        },
      ],
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
    if (release.veto) {
      throw new ConflictError(
        `${release.version} was marked bad already by ${release.veto.by}: ${release.veto.reason}`,
      );
    }
    const at = this.#now();
    await this.#ports.releases.setVeto(serviceRef, releaseId, {
      by: actor.ref,
      at,
      reason,
    });
    await this.#record(serviceRef, release, 'veto', reason, actor);
    return this.#vetoable(serviceRef, releaseId, actor);
  }

  /** Takes a veto back. */
  async withdrawVeto(
    serviceRef: string,
    releaseId: string,
    reason: string,
    actor: Actor,
  ): Promise<Release> {
    const release = await this.#vetoable(serviceRef, releaseId, actor);
    if (!release.veto) {
      throw new ConflictError(
        `${release.version} is not marked bad, so there is nothing to withdraw`,
      );
    }
    await this.#ports.releases.setVeto(serviceRef, releaseId, undefined);
    await this.#record(serviceRef, release, 'veto-withdrawn', reason, actor);
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

  async #record(
    serviceRef: string,
    release: Release,
    kind: 'veto' | 'veto-withdrawn',
    text: string,
    actor: Actor,
  ) {
    await this.#ports.store.append(serviceRef, [
      {
        at: this.#now(),
        actor: actor.ref,
        kind,
        release: release.version,
        text,
      },
    ]);
    this.#wake(serviceRef);
  }

  #now(): string {
    return this.#ports.clock().toISOString();
  }
}
