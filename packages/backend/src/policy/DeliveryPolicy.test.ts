import { mockCredentials, mockServices } from '@backstage/backend-test-utils';
import {
  AuthorizeResult,
  Permission,
} from '@backstage/plugin-permission-common';
import {
  deliveryEnvironmentHoldPermission,
  deliveryFindingReadPermission,
  deliveryFindingTriagePermission,
  deliveryPromotionApprovePermission,
  deliveryPromotionCancelPermission,
  deliveryPromotionCreatePermission,
  deliveryPromotionOverridePermission,
  deliveryReleaseVetoPermission,
  deliveryServiceReadPermission,
} from '@fairway/backstage-plugin-delivery-common';
import { DeliveryPolicy } from './DeliveryPolicy';

const groups = {
  developer: 'group:default/payments',
  operations: 'group:default/operations',
  platform: 'group:default/platform',
  security: 'group:default/security',
};
type Role = keyof typeof groups;

async function decide(role: Role, permission: Permission) {
  const userEntityRef = `user:default/${role}`;
  const ownershipEntityRefs = [userEntityRef, groups[role]];
  const policy = new DeliveryPolicy({
    userInfo: mockServices.userInfo({ ownershipEntityRefs }),
  });
  const decision = await policy.handle(
    { permission },
    {
      info: { userEntityRef, ownershipEntityRefs },
      credentials: mockCredentials.user(userEntityRef),
    },
  );
  return decision.result === AuthorizeResult.CONDITIONAL
    ? { rule: decision.conditions }
    : decision.result;
}

const owners = (role: Role) => ({
  rule: expect.objectContaining({
    rule: 'IS_SERVICE_OWNER',
    params: { owners: [`user:default/${role}`, groups[role]] },
  }),
});

describe('DeliveryPolicy', () => {
  it.each<[string, Permission, Record<Role, 'ALLOW' | 'DENY' | 'owner'>]>([
    [
      'everybody sees services',
      deliveryServiceReadPermission,
      {
        developer: 'ALLOW',
        operations: 'ALLOW',
        platform: 'ALLOW',
        security: 'ALLOW',
      },
    ],
    [
      'everybody sees findings',
      deliveryFindingReadPermission,
      {
        developer: 'ALLOW',
        operations: 'ALLOW',
        platform: 'ALLOW',
        security: 'ALLOW',
      },
    ],
    [
      'security and the owners decide about findings',
      deliveryFindingTriagePermission,
      {
        developer: 'owner',
        operations: 'owner',
        platform: 'owner',
        security: 'ALLOW',
      },
    ],
    [
      'security and the owners mark a release bad',
      deliveryReleaseVetoPermission,
      {
        developer: 'owner',
        operations: 'owner',
        platform: 'owner',
        security: 'ALLOW',
      },
    ],
    ...[
      deliveryPromotionCreatePermission,
      deliveryPromotionCancelPermission,
      deliveryEnvironmentHoldPermission,
    ].map(
      (permission): [string, Permission, Record<Role, 'ALLOW' | 'owner'>] => [
        `operations, platform and the owners: ${permission.name}`,
        permission,
        {
          developer: 'owner',
          operations: 'ALLOW',
          platform: 'ALLOW',
          security: 'owner',
        },
      ],
    ),
    [
      'operations and platform may approve, and nobody else',
      deliveryPromotionApprovePermission,
      {
        developer: 'DENY',
        operations: 'ALLOW',
        platform: 'ALLOW',
        security: 'DENY',
      },
    ],
    [
      'only platform passes a freeze',
      deliveryPromotionOverridePermission,
      {
        developer: 'DENY',
        operations: 'DENY',
        platform: 'ALLOW',
        security: 'DENY',
      },
    ],
  ])('%s', async (_, permission, expected) => {
    for (const role of [
      'developer',
      'operations',
      'platform',
      'security',
    ] as const) {
      const answer = expected[role];
      expect([role, await decide(role, permission)]).toEqual([
        role,
        answer === 'owner' ? owners(role) : answer,
      ]);
    }
  });

  it('gives a visitor without a session nothing but reading', async () => {
    const policy = new DeliveryPolicy({ userInfo: mockServices.userInfo() });

    const read = await policy.handle({
      permission: deliveryServiceReadPermission,
    });
    const approve = await policy.handle({
      permission: deliveryPromotionApprovePermission,
    });

    expect(read.result).toBe(AuthorizeResult.ALLOW);
    expect(approve.result).toBe(AuthorizeResult.DENY);
  });
});
