import { ConflictError, InputError } from '@backstage/errors';
import {
  PromotionPreview,
  PromotionView,
  deliveryPromotionCreatePermission,
  deliveryPromotionOverridePermission,
  deliveryServiceReadPermission,
  promotionRequestSchema,
} from '@fairway/backstage-plugin-delivery-common';
import { z } from 'zod';
import { DeliveryAuthorizer } from '../services/DeliveryAuthorizer';
import { newPromotion, requestRecord, supersede } from './newPromotion';
import { PromotionAssessor } from './PromotionAssessor';
import { PromotionEnginePorts } from './PromotionEnginePorts';
import { Place, PromotionFacts } from './PromotionFacts';
import { Actor, PromotionPresenter } from './PromotionPresenter';
import { StoredPromotion } from './StoredPromotion';
import { summaryOf, toPreview } from './toPreview';

/** Milliseconds that a person waits for newer manifests. */
const SEEN_PATIENCE = 5_000;

/** How promotions begin. Everything is derived anew on each call: what the browser sent is a wish. */
export class PromotionRequests {
  readonly #ports: PromotionEnginePorts;
  readonly #facts: PromotionFacts;
  readonly #assessor: PromotionAssessor;
  readonly #authorizer: DeliveryAuthorizer;
  readonly #presenter: PromotionPresenter;
  readonly #wake: () => void;

  static create(options: {
    ports: PromotionEnginePorts;
    facts: PromotionFacts;
    assessor: PromotionAssessor;
    authorizer: DeliveryAuthorizer;
    presenter: PromotionPresenter;
    wake: () => void;
  }): PromotionRequests {
    return new PromotionRequests(options);
  }

  private constructor(options: {
    ports: PromotionEnginePorts;
    facts: PromotionFacts;
    assessor: PromotionAssessor;
    authorizer: DeliveryAuthorizer;
    presenter: PromotionPresenter;
    wake: () => void;
  }) {
    this.#ports = options.ports;
    this.#facts = options.facts;
    this.#assessor = options.assessor;
    this.#authorizer = options.authorizer;
    this.#presenter = options.presenter;
    this.#wake = options.wake;
  }

  /** Everything a person sees before confirming. */
  async preview(
    serviceRef: string,
    query: {
      environment: string;
      releaseId?: string;
      kind: 'promote' | 'rollback';
    },
    actor: Actor,
  ): Promise<PromotionPreview> {
    await this.#authorizer.check(
      { permission: deliveryServiceReadPermission, serviceRef },
      actor.credentials,
    );
    const place = await this.#facts.place(serviceRef, query.environment);
    const assessment = await this.#assessor.assess({
      place,
      kind: query.kind,
      releaseId: query.releaseId,
      requester: actor.ref,
    });
    const preview = toPreview(assessment, place, query.kind);
    const [permitted] = await this.#authorizer.allowed(
      [
        {
          permission: deliveryPromotionCreatePermission,
          serviceRef,
          environment: query.environment,
        },
      ],
      actor.credentials,
    );
    if (permitted) {
      return preview;
    }
    return {
      ...preview,
      blockers: [
        {
          title: 'Not yours to request',
          detail: `You lack the permission to change ${query.environment}`,
          wayOut: 'Ask somebody who has it',
        },
        ...preview.blockers,
      ],
    };
  }

  /** Accepts a wish to promote or roll back, or says what stands in the way. */
  async request(
    serviceRef: string,
    wish: z.output<typeof promotionRequestSchema>,
    actor: Actor,
  ): Promise<PromotionView> {
    const place = await this.#facts.place(serviceRef, wish.environment);
    await this.#authorizer.check(
      {
        permission: deliveryPromotionCreatePermission,
        serviceRef,
        environment: wish.environment,
      },
      actor.credentials,
    );
    const key =
      wish.idempotencyKey &&
      `${actor.ref}:${serviceRef}:${wish.idempotencyKey}`;
    const earlier = key && (await this.#ports.store.findByKey(key));
    if (earlier) {
      return this.#repeated(earlier, wish, actor);
    }
    if (wish.kind === 'rollback' && !wish.reason) {
      throw new InputError(
        `A rollback of ${wish.environment} needs a reason: say what is wrong, it is kept in the history`,
      );
    }
    const assessment = await this.#assessor.assess({
      place,
      kind: wish.kind,
      releaseId: wish.releaseId,
      overrideFreeze: wish.overrideFreeze,
      requester: actor.ref,
    });
    const [blocker] = assessment.blockers;
    if (blocker) {
      const refusal = new ConflictError(
        blocker.wayOut
          ? `${blocker.detail}. ${blocker.wayOut}`
          : blocker.detail,
      );
      return this.#repeatedOr(refusal, key, wish, actor);
    }
    if (wish.seenManifestsCommit) {
      await this.#checkSeen(place, wish.seenManifestsCommit);
    }
    const freezeOverride = wish.overrideFreeze
      ? await this.#override(serviceRef, wish, assessment.freeze?.name, actor)
      : undefined;
    const promotion = newPromotion({
      place,
      kind: wish.kind,
      release: assessment.release,
      fromRelease: summaryOf(assessment.fromRelease),
      requestedBy: actor.ref,
      now: this.#ports.clock(),
      risk: assessment.risk,
      gates: assessment.gates,
      authors: assessment.authors,
      reason: wish.reason || undefined,
      freezeOverride,
      idempotencyKey: key || undefined,
    });
    try {
      await this.#store(promotion, assessment.replaces);
    } catch (error) {
      return this.#repeatedOr(error, key, wish, actor);
    }
    return this.#presenter.view(promotion, actor);
  }

  /** Stores a request, ends the one that it replaces, and wakes the worker. */
  async #store(
    promotion: StoredPromotion,
    replaced: StoredPromotion | undefined,
  ): Promise<void> {
    await this.#ports.store.request({
      promotion,
      replaces: replaced && supersede(replaced, promotion),
      record: requestRecord(promotion, replaced),
    });
    this.#changed(promotion.serviceRef);
  }

  /** The same request may come twice at the same moment: then the first is the answer to both. */
  async #repeatedOr(
    refusal: unknown,
    key: string | undefined,
    wish: z.output<typeof promotionRequestSchema>,
    actor: Actor,
  ): Promise<PromotionView> {
    const earlier = key && (await this.#ports.store.findByKey(key));
    if (!earlier) {
      throw refusal;
    }
    return this.#repeated(earlier, wish, actor);
  }

  async #repeated(
    earlier: StoredPromotion,
    wish: z.output<typeof promotionRequestSchema>,
    actor: Actor,
  ): Promise<PromotionView> {
    const same =
      earlier.environment === wish.environment &&
      earlier.release.id === wish.releaseId &&
      earlier.kind === wish.kind;
    if (!same) {
      throw new ConflictError(
        `The idempotency key '${wish.idempotencyKey}' was used for the ${earlier.kind} of ${earlier.release.version} to ${earlier.environment} (${earlier.id}); use a new one`,
      );
    }
    return this.#presenter.view(earlier, actor);
  }

  async #checkSeen(place: Place, seen: string): Promise<void> {
    let newest = await this.#changeAfter(place, seen);
    if (newest !== undefined) {
      // Another replica may have shown newer manifests. While the remote does not answer, the local copy decides.
      await this.#facts.manifests
        .refresh(place, AbortSignal.timeout(SEEN_PATIENCE))
        .catch(() => undefined);
      newest = await this.#changeAfter(place, seen);
    }
    if (newest !== undefined) {
      throw new ConflictError(
        `The manifests of ${
          place.environment.name
        } changed in commit ${newest.slice(
          0,
          7,
        )} after you looked (${seen.slice(0, 7)}); look again`,
      );
    }
  }

  /** The newest change by the local copy, if what the person saw does not contain it. */
  async #changeAfter(place: Place, seen: string): Promise<string | undefined> {
    const newest = await this.#facts.manifests.commit(place);
    const writer = this.#facts.manifests.writerOf(place.service);
    return newest === undefined ||
      (await writer.contains(place.service, seen, newest))
      ? undefined
      : newest;
  }

  async #override(
    serviceRef: string,
    wish: z.output<typeof promotionRequestSchema>,
    freeze: string | undefined,
    actor: Actor,
  ): Promise<StoredPromotion['freezeOverride']> {
    if (freeze === undefined) {
      return undefined;
    }
    await this.#authorizer.check(
      {
        permission: deliveryPromotionOverridePermission,
        serviceRef,
        environment: wish.environment,
      },
      actor.credentials,
    );
    if (!wish.reason) {
      throw new InputError(
        `Overriding the freeze '${freeze}' needs a reason: it is kept in the history`,
      );
    }
    return { by: actor.ref, reason: wish.reason, freeze };
  }

  #changed(serviceRef: string) {
    this.#ports.onChange(serviceRef, 'promotion');
    this.#wake();
  }
}
