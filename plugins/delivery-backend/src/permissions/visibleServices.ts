import {
  BackstageCredentials,
  PermissionsRegistryService,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  AuthorizeResult,
  PermissionCriteria,
} from '@backstage/plugin-permission-common';
import {
  createConditionTransformer,
  isAndCriteria,
  isNotCriteria,
  isOrCriteria,
} from '@backstage/plugin-permission-node';
import { deliveryServiceReadPermission } from '@fairway/backstage-plugin-delivery-common';
import { Knex } from 'knex';
import { FleetFilter } from '../fleet/FleetStore';
import { DeliveryServiceFilter, deliveryServiceResourceRef } from './resources';

/** Narrows lists to the services that a viewer may see; undefined if that is none. */
export async function visibleServices(options: {
  permissions: PermissionsService;
  registry: PermissionsRegistryService;
  credentials: BackstageCredentials;
}): Promise<FleetFilter | undefined> {
  const { permissions, registry, credentials } = options;
  const [decision] = await permissions.authorizeConditional(
    [{ permission: deliveryServiceReadPermission }],
    { credentials },
  );
  switch (decision.result) {
    case AuthorizeResult.ALLOW:
      return () => undefined;
    case AuthorizeResult.DENY:
      return undefined;
    default: {
      const transform = createConditionTransformer(
        registry.getPermissionRuleset(deliveryServiceResourceRef),
      );
      const criteria = transform(decision.conditions);
      return query => query.where(inner => narrow(inner, criteria));
    }
  }
}

function narrow(
  query: Knex.QueryBuilder,
  criteria: PermissionCriteria<DeliveryServiceFilter>,
): void {
  if (isNotCriteria(criteria)) {
    query.whereNot(inner => narrow(inner, criteria.not));
    return;
  }
  if (isAndCriteria(criteria)) {
    for (const each of criteria.allOf) {
      query.andWhere(inner => narrow(inner, each));
    }
    return;
  }
  if (isOrCriteria(criteria)) {
    for (const each of criteria.anyOf) {
      query.orWhere(inner => narrow(inner, each));
    }
    return;
  }
  const { owners } = criteria;
  if (owners.length === 0) {
    query.whereRaw('1 = 0');
    return;
  }
  // Without the coalesce a service without an owner would fall out of a negated rule, too.
  query.whereRaw(
    `coalesce(owner, '') in (${owners.map(() => '?').join(', ')})`,
    owners,
  );
}
