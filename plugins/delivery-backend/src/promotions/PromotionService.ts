import {
  BackstageCredentials,
  BackstageUserPrincipal,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import {
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  PromotionPreview,
  PromotionView,
  decisionRequestSchema,
  deliveryPromotionApprovePermission,
  deliveryPromotionCancelPermission,
  deliveryPromotionCreatePermission,
  deliveryPromotionOverridePermission,
  deliveryServiceReadPermission,
  promotionRequestSchema,
} from '@fairway/backstage-plugin-delivery-common';
import { z } from 'zod';
import { DeliveryAuthorizer } from '../services/DeliveryAuthorizer';
import { finishPromotion } from './applyDecision';
import { Viewer, approveBlockedBy } from './approvalRules';
import { describePromotion } from './describePromotion';
import { newPromotion, requestedEvent } from './newPromotion';
import { PromotionAssessor, summaryOf, toPreview } from './PromotionAssessor';
import { PromotionEnginePorts } from './PromotionEnginePorts';
import { PromotionFacts, approvalPolicyOf } from './PromotionFacts';
import { RecordEvent } from './PromotionRecord';
import { StoredApproval, StoredPromotion, isWaiting } from './StoredPromotion';

/** A person who acts, as the request proves it. */
export interface Actor extends Viewer {
  credentials: BackstageCredentials<BackstageUserPrincipal>;
}

/** What people do with promotions. Everything is derived anew on each call: what the browser sent is a wish. */
export class PromotionService {
  readonly #ports: PromotionEnginePorts;
  readonly #facts: PromotionFacts;
  readonly #assessor: PromotionAssessor;
  readonly #authorizer: DeliveryAuthorizer;
  readonly #userInfo: UserInfoService;
  readonly #wake: () => void;

  static create(options: {
    ports: PromotionEnginePorts;
    facts: PromotionFacts;
    assessor: PromotionAssessor;
    authorizer: DeliveryAuthorizer;
    userInfo: UserInfoService;
    wake: () => void;
  }): PromotionService {
    return new PromotionService(options);
  }

  private constructor(options: {
    ports: PromotionEnginePorts;
    facts: PromotionFacts;
    assessor: PromotionAssessor;
    authorizer: DeliveryAuthorizer;
    userInfo: UserInfoService;
    wake: () => void;
  }) {
    this.#ports = options.ports;
    this.#facts = options.facts;
    this.#assessor = options.assessor;
    this.#authorizer = options.authorizer;
    this.#userInfo = options.userInfo;
    this.#wake = options.wake;
  }

  /** The person behind a request. */
  async actor(
    credentials: BackstageCredentials<BackstageUserPrincipal>,
  ): Promise<Actor> {
    const info = await this.#userInfo.getUserInfo(credentials);
    const lower = (ref: string) => ref.toLocaleLowerCase('en-US');
    return {
      credentials,
      ref: lower(info.userEntityRef),
      ownership: [
        lower(info.userEntityRef),
        ...info.ownershipEntityRefs.map(lower),
      ],
    };
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
      throw new ConflictError(
        blocker.wayOut
          ? `${blocker.detail}. ${blocker.wayOut}`
          : blocker.detail,
      );
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
    await this.#store(promotion, assessment.replaces);
    return this.view(promotion, actor);
  }

  async get(id: string, actor: Actor): Promise<PromotionView> {
    return this.view(await this.#readable(id, actor), actor);
  }

  /** Records a person's yes or no. */
  async decide(
    id: string,
    decision: z.output<typeof decisionRequestSchema>,
    actor: Actor,
  ): Promise<PromotionView> {
    const promotion = await this.#readable(id, actor);
    const { serviceRef, environment } = promotion;
    const place = await this.#facts.place(serviceRef, environment);
    const [permitted] = await this.#authorizer.allowed(
      [
        {
          permission: deliveryPromotionApprovePermission,
          serviceRef,
          environment,
        },
      ],
      actor.credentials,
    );
    const approvals = await this.#ports.store.approvals(id);
    const blocked = approveBlockedBy({
      promotion,
      policy: approvalPolicyOf(place.environment, promotion.kind),
      approvals,
      viewer: actor,
      permitted,
    });
    if (blocked) {
      const late = promotion.state !== 'awaiting-approval';
      throw late ? new ConflictError(blocked) : new NotAllowedError(blocked);
    }
    const manifestsCommit = await this.#facts.manifestsCommit(place);
    if (manifestsCommit === undefined) {
      throw new ServiceUnavailableError(
        `The manifests of '${serviceRef}' were not read yet, so an approval would be bound to nothing; try again in a minute`,
      );
    }
    const approval: StoredApproval = {
      by: actor.ref,
      decision: decision.decision,
      comment: decision.comment || undefined,
      at: this.#ports.clock().toISOString(),
      manifestsCommit,
      policyVersion: place.pipeline.policyVersion,
    };
    await this.#ports.store.addApproval(promotion, approval, [
      {
        ...eventOf(promotion, actor, approval.at),
        kind: decision.decision === 'approved' ? 'approval' : 'rejection',
        text: `${decision.decision === 'approved' ? 'Approved' : 'Rejected'} ${
          promotion.release.version
        } at manifests ${manifestsCommit}, policy ${approval.policyVersion}${
          approval.comment ? `: ${approval.comment}` : ''
        }`,
      },
    ]);
    this.#changed(serviceRef);
    return this.get(id, actor);
  }

  /** Takes back a promotion of which nothing was written. */
  async cancel(
    id: string,
    reason: string,
    actor: Actor,
  ): Promise<PromotionView> {
    const promotion = await this.#readable(id, actor);
    const { serviceRef, environment } = promotion;
    if (promotion.requestedBy !== actor.ref) {
      await this.#authorizer.check(
        {
          permission: deliveryPromotionCancelPermission,
          serviceRef,
          environment,
        },
        actor.credentials,
      );
    }
    // A worker may write in between; then the newest state decides.
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const stored = await this.#ports.store.get(id);
      if (!stored || !isWaiting(stored.state)) {
        break;
      }
      const now = this.#ports.clock();
      const cancelled = await this.#ports.store.write({
        promotion: finishPromotion(stored, {
          state: 'cancelled',
          outcome: `Cancelled by ${actor.ref}: ${reason}`,
          by: actor.ref,
          now,
        }),
        record: [
          {
            ...eventOf(stored, actor, now.toISOString()),
            kind: 'state',
            text: `cancelled: ${reason}`,
          },
        ],
        nextAttemptAt: now.toISOString(),
      });
      if (cancelled) {
        this.#changed(serviceRef);
        return this.view(cancelled, actor);
      }
    }
    const stored = await this.#ports.store.get(id);
    throw new ConflictError(
      `Promotion '${id}' is ${
        stored?.state ?? 'gone'
      } and cannot be cancelled any more; roll back ${environment} instead`,
    );
  }

  /** A promotion with what the viewer may do about it. */
  async view(promotion: StoredPromotion, actor: Actor): Promise<PromotionView> {
    const [view] = await this.views([promotion], actor);
    return view;
  }

  /** Many promotions, with one question to the permission framework. */
  async views(
    promotions: StoredPromotion[],
    actor: Actor,
  ): Promise<PromotionView[]> {
    const approvals = await this.#ports.store.approvalsOf(
      promotions.map(each => each.id),
    );
    const waiting = promotions.filter(each => isWaiting(each.state));
    const allowed = await this.#authorizer.allowed(
      waiting.flatMap(({ serviceRef, environment }) =>
        [
          deliveryPromotionApprovePermission,
          deliveryPromotionCancelPermission,
        ].map(permission => ({ permission, serviceRef, environment })),
      ),
      actor.credentials,
    );
    return promotions.map(promotion => {
      const index = waiting.indexOf(promotion);
      const own = approvals.get(promotion.id) ?? [];
      const approveReason = approveBlockedBy({
        promotion,
        policy: promotion.approvalPolicy,
        approvals: own,
        viewer: actor,
        permitted: index >= 0 && allowed[index * 2],
      });
      const cancelReason = cancelBlockedBy(
        promotion,
        actor,
        index >= 0 && allowed[index * 2 + 1],
      );
      return {
        ...describePromotion(promotion, own),
        viewer: {
          canApprove: approveReason === undefined,
          approveBlockedBy: approveReason,
          canCancel: cancelReason === undefined,
          cancelBlockedBy: cancelReason,
        },
      };
    });
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

  async #readable(id: string, actor: Actor): Promise<StoredPromotion> {
    const promotion = await this.#ports.store.get(id);
    const unknown = new NotFoundError(
      `No promotion '${id}'; the Delivery tab of the service lists those it had`,
    );
    if (!promotion) {
      throw unknown;
    }
    const [allowed] = await this.#authorizer.allowed(
      [
        {
          permission: deliveryServiceReadPermission,
          serviceRef: promotion.serviceRef,
        },
      ],
      actor.credentials,
    );
    if (!allowed) {
      throw unknown;
    }
    return promotion;
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
    return this.view(earlier, actor);
  }

  async #checkSeen(
    place: Parameters<PromotionFacts['manifestsCommit']>[0],
    seen: string,
  ): Promise<void> {
    const newest = await this.#facts.manifestsCommit(place);
    const writer = this.#facts.writerOf(place.service);
    const unchanged =
      newest === undefined ||
      (await writer.contains(place.service, seen, newest));
    if (!unchanged) {
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

/** A waiting promotion after a newer one took its place. */
export function supersede(
  replaced: StoredPromotion,
  by: StoredPromotion,
): StoredPromotion {
  return finishPromotion(replaced, {
    state: 'superseded',
    outcome: `Replaced by ${by.release.version}, requested by ${by.requestedBy}`,
    by: by.requestedBy,
    now: new Date(by.requestedAt),
  });
}

/** What the record keeps of a request. */
export function requestRecord(
  promotion: StoredPromotion,
  replaced: StoredPromotion | undefined,
): RecordEvent[] {
  const record = [requestedEvent(promotion)];
  const { freezeOverride } = promotion;
  if (freezeOverride) {
    record.push({
      ...requestedEvent(promotion),
      kind: 'freeze-override',
      text: `Overrode the freeze '${freezeOverride.freeze}': ${freezeOverride.reason}`,
    });
  }
  if (replaced) {
    record.push({
      at: promotion.requestedAt,
      actor: promotion.requestedBy,
      kind: 'state',
      environment: replaced.environment,
      promotionId: replaced.id,
      release: replaced.release.version,
      text: `superseded: replaced by ${promotion.id}`,
    });
  }
  return record;
}

function cancelBlockedBy(
  promotion: StoredPromotion,
  viewer: Viewer,
  permitted: boolean,
): string | undefined {
  if (!isWaiting(promotion.state)) {
    return `The promotion is ${promotion.state} and cannot be cancelled any more`;
  }
  return permitted || promotion.requestedBy === viewer.ref
    ? undefined
    : 'You lack the permission to cancel the promotion of somebody else';
}

function eventOf(
  promotion: StoredPromotion,
  actor: Actor,
  at: string,
): Omit<RecordEvent, 'kind' | 'text'> {
  return {
    at,
    actor: actor.ref,
    environment: promotion.environment,
    promotionId: promotion.id,
    release: promotion.release.version,
  };
}
