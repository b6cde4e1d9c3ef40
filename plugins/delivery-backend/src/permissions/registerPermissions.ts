import { PermissionsRegistryService } from '@backstage/backend-plugin-api';
import {
  deliveryEnvironmentPermissions,
  deliveryServicePermissions,
} from '@fairway/backstage-plugin-delivery-common';
import { ServiceStore } from '../services/ServiceStore';
import {
  deliveryEnvironmentResourceRef,
  deliveryServiceResourceRef,
} from './resources';
import { environmentRules, serviceRules } from './rules';

/** Tells the permission framework what there is to allow, and how to look at it. */
export function registerPermissions(options: {
  registry: PermissionsRegistryService;
  services: ServiceStore;
}): void {
  const { registry, services } = options;
  registry.addResourceType({
    resourceRef: deliveryServiceResourceRef,
    permissions: deliveryServicePermissions,
    rules: Object.values(serviceRules),
    getResources: refs =>
      Promise.all(
        refs.map(async serviceRef => {
          const service = await services.get(serviceRef);
          return service && { serviceRef, owner: service.owner };
        }),
      ),
  });
  registry.addResourceType({
    resourceRef: deliveryEnvironmentResourceRef,
    permissions: deliveryEnvironmentPermissions,
    rules: [environmentRules.isServiceOwner, environmentRules.isInEnvironment],
    getResources: refs =>
      Promise.all(
        refs.map(async ref => {
          const at = ref.indexOf('@');
          const serviceRef = ref.slice(at + 1);
          const service = await services.get(serviceRef);
          return (
            service && {
              serviceRef,
              environment: ref.slice(0, at),
              owner: service.owner,
            }
          );
        }),
      ),
  });
}
