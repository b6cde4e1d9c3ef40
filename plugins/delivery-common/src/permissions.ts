import { createPermission } from '@backstage/plugin-permission-common';

/**
 * Resource type of one environment of one service. Its resource refs are built by {@link environmentResourceRef}.
 *
 * @public
 */
export const RESOURCE_TYPE_DELIVERY_ENVIRONMENT = 'delivery-environment';

/**
 * Resource type of a service as a whole; its resource refs are entity refs.
 *
 * @public
 */
export const RESOURCE_TYPE_DELIVERY_SERVICE = 'delivery-service';

/**
 * The resource ref of an environment of a service: `production@component:default/checkout-api`.
 *
 * @public
 */
export function environmentResourceRef(
  serviceRef: string,
  environment: string,
): string {
  return `${environment}@${serviceRef}`;
}

/** See what runs where, pipeline runs, releases and history. @public */
export const deliveryServiceReadPermission = createPermission({
  name: 'delivery.service.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_DELIVERY_SERVICE,
});

/** See security findings. @public */
export const deliveryFindingReadPermission = createPermission({
  name: 'delivery.finding.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_DELIVERY_SERVICE,
});

/** Decide about a security finding. @public */
export const deliveryFindingTriagePermission = createPermission({
  name: 'delivery.finding.triage',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_DELIVERY_SERVICE,
});

/** Mark a release bad, or take that back. @public */
export const deliveryReleaseVetoPermission = createPermission({
  name: 'delivery.release.veto',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_DELIVERY_SERVICE,
});

/** Request a promotion or a rollback. @public */
export const deliveryPromotionCreatePermission = createPermission({
  name: 'delivery.promotion.create',
  attributes: { action: 'create' },
  resourceType: RESOURCE_TYPE_DELIVERY_ENVIRONMENT,
});

/** Approve or reject a promotion. @public */
export const deliveryPromotionApprovePermission = createPermission({
  name: 'delivery.promotion.approve',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_DELIVERY_ENVIRONMENT,
});

/** Cancel a promotion of somebody else; one's own can always be cancelled. @public */
export const deliveryPromotionCancelPermission = createPermission({
  name: 'delivery.promotion.cancel',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_DELIVERY_ENVIRONMENT,
});

/** Promote in spite of a freeze, with a reason. @public */
export const deliveryPromotionOverridePermission = createPermission({
  name: 'delivery.promotion.override',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_DELIVERY_ENVIRONMENT,
});

/** Hold an environment, or release a hold. @public */
export const deliveryEnvironmentHoldPermission = createPermission({
  name: 'delivery.environment.hold',
  attributes: { action: 'update' },
  resourceType: RESOURCE_TYPE_DELIVERY_ENVIRONMENT,
});

/** Permissions on a service as a whole. @public */
export const deliveryServicePermissions = [
  deliveryServiceReadPermission,
  deliveryFindingReadPermission,
  deliveryFindingTriagePermission,
  deliveryReleaseVetoPermission,
];

/** Permissions on one environment of a service. @public */
export const deliveryEnvironmentPermissions = [
  deliveryPromotionCreatePermission,
  deliveryPromotionApprovePermission,
  deliveryPromotionCancelPermission,
  deliveryPromotionOverridePermission,
  deliveryEnvironmentHoldPermission,
];

/** Every permission of the delivery plugin. @public */
export const deliveryPermissions = [
  ...deliveryServicePermissions,
  ...deliveryEnvironmentPermissions,
];
