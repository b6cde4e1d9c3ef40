import {
  ConflictError,
  NotAllowedError,
  ServiceUnavailableError,
} from '@backstage/errors';
import {
  PromotionView,
  decisionRequestSchema,
  deliveryPromotionApprovePermission,
  deliveryPromotionCancelPermission,
} from '@fairway/backstage-plugin-delivery-common';
import { z } from 'zod';
import { DeliveryAuthorizer } from '../services/DeliveryAuthorizer';
import { actorName } from './actorName';
import { finishPromotion } from './applyDecision';
import { approveBlockedBy } from './approvalRules';
import { PromotionEnginePorts } from './PromotionEnginePorts';
import { PromotionFacts, approvalPolicyOf } from './PromotionFacts';
import { Actor, PromotionPresenter } from './PromotionPresenter';
import { RecordEvent } from './PromotionRecord';
import { StoredApproval, StoredPromotion, isWaiting } from './StoredPromotion';

/** What people decide about promotions: approve, reject, cancel. Each call derives anew what the person may do. */
export class PromotionDecisions {
  readonly #ports: PromotionEnginePorts;
  readonly #facts: PromotionFacts;
  readonly #authorizer: DeliveryAuthorizer;
  readonly #presenter: PromotionPresenter;
  readonly #wake: () => void;

  static create(options: {
    ports: PromotionEnginePorts;
    facts: PromotionFacts;
    authorizer: DeliveryAuthorizer;
    presenter: PromotionPresenter;
    wake: () => void;
  }): PromotionDecisions {
    return new PromotionDecisions(options);
  }

  private constructor(options: {
    ports: PromotionEnginePorts;
    facts: PromotionFacts;
    authorizer: DeliveryAuthorizer;
    presenter: PromotionPresenter;
    wake: () => void;
  }) {
    this.#ports = options.ports;
    this.#facts = options.facts;
    this.#authorizer = options.authorizer;
    this.#presenter = options.presenter;
    this.#wake = options.wake;
  }

  async get(id: string, actor: Actor): Promise<PromotionView> {
    return this.#presenter.view(
      await this.#presenter.readable(id, actor),
      actor,
    );
  }

  /** Records a person's yes or no. */
  async decide(
    id: string,
    decision: z.output<typeof decisionRequestSchema>,
    actor: Actor,
  ): Promise<PromotionView> {
    const promotion = await this.#presenter.readable(id, actor);
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
    const manifestsCommit = await this.#facts.manifests.commit(place);
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
    const promotion = await this.#presenter.readable(id, actor);
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
          outcome: `Cancelled by ${actorName(actor.ref)}: ${reason}`,
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
        return this.#presenter.view(cancelled, actor);
      }
    }
    const stored = await this.#ports.store.get(id);
    throw new ConflictError(
      `Promotion '${id}' is ${
        stored?.state ?? 'gone'
      } and cannot be cancelled any more; roll back ${environment} instead`,
    );
  }

  #changed(serviceRef: string) {
    this.#ports.onChange(serviceRef, 'promotion');
    this.#wake();
  }
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
