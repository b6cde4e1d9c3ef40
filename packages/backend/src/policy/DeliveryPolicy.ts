import { UserInfoService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isPermission,
  PolicyDecision,
} from '@backstage/plugin-permission-common';
import {
  PermissionPolicy,
  PolicyQuery,
  PolicyQueryUser,
} from '@backstage/plugin-permission-node';
import {
  createDeliveryEnvironmentConditionalDecision,
  createDeliveryServiceConditionalDecision,
  deliveryEnvironmentConditions,
  deliveryServiceConditions,
} from '@fairway/backstage-plugin-delivery-backend';
import {
  deliveryEnvironmentHoldPermission,
  deliveryFindingTriagePermission,
  deliveryPromotionApprovePermission,
  deliveryPromotionCancelPermission,
  deliveryPromotionCreatePermission,
  deliveryPromotionOverridePermission,
  deliveryReleaseVetoPermission,
} from '@fairway/backstage-plugin-delivery-common';

const OPERATIONS = 'group:default/operations';
const PLATFORM = 'group:default/platform';
const SECURITY = 'group:default/security';

const allow: PolicyDecision = { result: AuthorizeResult.ALLOW };
const deny: PolicyDecision = { result: AuthorizeResult.DENY };

/**
 * Who may do what in this portal. Everybody reads everything. Teams promote, roll back and hold their own services;
 * operations and platform do so for all. Who approves a promotion is the pipeline's policy, here it is only who may ever.
 */
export class DeliveryPolicy implements PermissionPolicy {
  readonly #userInfo: UserInfoService;

  constructor(options: { userInfo: UserInfoService }) {
    this.#userInfo = options.userInfo;
  }

  async handle(
    request: PolicyQuery,
    user?: PolicyQueryUser,
  ): Promise<PolicyDecision> {
    const { permission } = request;
    const { ownershipEntityRefs: refs } = user
      ? await this.#userInfo.getUserInfo(user.credentials)
      : { ownershipEntityRefs: [] };
    const isOneOf = (...groups: string[]) =>
      groups.some(group => refs.includes(group));

    if (isPermission(permission, deliveryPromotionApprovePermission)) {
      return isOneOf(OPERATIONS, PLATFORM) ? allow : deny;
    }
    if (isPermission(permission, deliveryPromotionOverridePermission)) {
      return isOneOf(PLATFORM) ? allow : deny;
    }
    if (
      isPermission(permission, deliveryPromotionCreatePermission) ||
      isPermission(permission, deliveryPromotionCancelPermission) ||
      isPermission(permission, deliveryEnvironmentHoldPermission)
    ) {
      return isOneOf(OPERATIONS, PLATFORM)
        ? allow
        : createDeliveryEnvironmentConditionalDecision(
            permission,
            deliveryEnvironmentConditions.isServiceOwner({ owners: refs }),
          );
    }
    if (isPermission(permission, deliveryFindingTriagePermission)) {
      return isOneOf(SECURITY)
        ? allow
        : createDeliveryServiceConditionalDecision(
            permission,
            deliveryServiceConditions.isServiceOwner({ owners: refs }),
          );
    }
    if (isPermission(permission, deliveryReleaseVetoPermission)) {
      return isOneOf(OPERATIONS, PLATFORM, SECURITY)
        ? allow
        : createDeliveryServiceConditionalDecision(
            permission,
            deliveryServiceConditions.isServiceOwner({ owners: refs }),
          );
    }
    return allow;
  }
}
