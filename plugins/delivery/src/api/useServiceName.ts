import { DEFAULT_NAMESPACE, Entity } from '@backstage/catalog-model';
import { useEntity } from '@backstage/plugin-catalog-react';
import { ServiceName } from '@fairway/backstage-plugin-delivery-common';

/** Where the delivery API finds a component. */
export function serviceNameOf(entity: Entity): ServiceName {
  return {
    namespace: entity.metadata.namespace ?? DEFAULT_NAMESPACE,
    name: entity.metadata.name,
  };
}

/** The service whose entity page is shown. */
export function useServiceName(): ServiceName {
  return serviceNameOf(useEntity().entity);
}
