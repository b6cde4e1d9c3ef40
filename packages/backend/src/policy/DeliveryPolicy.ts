import { UserInfoService } from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  isResourcePermission,
  Permission,
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
  deliveryFindingTriagePermission,
  deliveryPromotionApprovePermission,
  deliveryPromotionOverridePermission,
  deliveryReleaseVetoPermission,
  RESOURCE_TYPE_DELIVERY_ENVIRONMENT,
  RESOURCE_TYPE_DELIVERY_SERVICE,
} from '@fairway/backstage-plugin-delivery-common';

const OPERATIONS = 'group:default/operations';
const PLATFORM = 'group:default/platform';
const SECURITY = 'group:default/security';

const allow: PolicyDecision = { result: AuthorizeResult.ALLOW };
const deny: PolicyDecision = { result: AuthorizeResult.DENY };

/**
 * Who may do what in this portal. Everybody reads everything. Teams promote, roll back and hold their own services;
 * operations and platform do so for all, and security decides about findings and bad releases. Who approves a promotion is the pipeline's policy, here it is only who may ever.
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
    const refs: string[] = user
      ? (await this.#userInfo.getUserInfo(user.credentials)).ownershipEntityRefs
      : [];
    const isOneOf = (...groups: string[]) =>
      groups.some(group => refs.includes(group));

    const isFor = (candidate: Permission) => permission.name === candidate.name;

    if (isFor(deliveryPromotionApprovePermission)) {
      return isOneOf(OPERATIONS, PLATFORM) ? allow : deny;
    }
    if (isFor(deliveryPromotionOverridePermission)) {
      return isOneOf(PLATFORM) ? allow : deny;
    }
    if (
      isResourcePermission(permission, RESOURCE_TYPE_DELIVERY_ENVIRONMENT) &&
      !isOneOf(OPERATIONS, PLATFORM)
    ) {
      return createDeliveryEnvironmentConditionalDecision(
        permission,
        deliveryEnvironmentConditions.isServiceOwner({ owners: refs }),
      );
    }
    if (
      isResourcePermission(permission, RESOURCE_TYPE_DELIVERY_SERVICE) &&
      (isFor(deliveryFindingTriagePermission) ||
        isFor(deliveryReleaseVetoPermission)) &&
      !isOneOf(SECURITY)
    ) {
      return createDeliveryServiceConditionalDecision(
        permission,
        deliveryServiceConditions.isServiceOwner({ owners: refs }),
      );
    }
    return allow;
  }
}
