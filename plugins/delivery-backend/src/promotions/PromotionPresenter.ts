import {
  BackstageCredentials,
  BackstageUserPrincipal,
  UserInfoService,
} from '@backstage/backend-plugin-api';
import { NotFoundError } from '@backstage/errors';
import {
  PromotionView,
  deliveryPromotionApprovePermission,
  deliveryPromotionCancelPermission,
  deliveryServiceReadPermission,
} from '@fairway/backstage-plugin-delivery-common';
import { DeliveryAuthorizer } from '../services/DeliveryAuthorizer';
import { Viewer, approveBlockedBy } from './approvalRules';
import { describePromotion } from './describePromotion';
import { PromotionStore } from './PromotionStore';
import { StoredPromotion, isWaiting } from './StoredPromotion';

/** A person who acts, as the request proves it. */
export interface Actor extends Viewer {
  credentials: BackstageCredentials<BackstageUserPrincipal>;
}

/** Shows promotions to one person: only what this person may see, with what this person may do. */
export class PromotionPresenter {
  readonly #store: PromotionStore;
  readonly #authorizer: DeliveryAuthorizer;
  readonly #userInfo: UserInfoService;

  static create(options: {
    store: PromotionStore;
    authorizer: DeliveryAuthorizer;
    userInfo: UserInfoService;
  }): PromotionPresenter {
    return new PromotionPresenter(options);
  }

  private constructor(options: {
    store: PromotionStore;
    authorizer: DeliveryAuthorizer;
    userInfo: UserInfoService;
  }) {
    this.#store = options.store;
    this.#authorizer = options.authorizer;
    this.#userInfo = options.userInfo;
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

  /** A promotion that the person may see. One that it may not see does not exist for it. */
  async readable(id: string, actor: Actor): Promise<StoredPromotion> {
    const promotion = await this.#store.get(id);
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
    const approvals = await this.#store.approvalsOf(
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
