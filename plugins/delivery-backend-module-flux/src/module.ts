import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  KubernetesClusters,
  deliveryDeploymentSourcesExtensionPoint,
} from '@fairway/backstage-plugin-delivery-node';
import { FluxDeploymentSource } from './FluxDeploymentSource';

/**
 * Adds Flux as a source of deployments to the delivery backend.
 *
 * @public
 */
export const deliveryModuleFlux = createBackendModule({
  pluginId: 'delivery',
  moduleId: 'flux',
  register(env) {
    env.registerInit({
      deps: {
        auth: coreServices.auth,
        config: coreServices.rootConfig,
        discovery: coreServices.discovery,
        logger: coreServices.logger,
        sources: deliveryDeploymentSourcesExtensionPoint,
      },
      async init({ auth, config, discovery, logger, sources }) {
        sources.addDeploymentSource(
          FluxDeploymentSource.create({
            clusters: KubernetesClusters.create({
              auth,
              discovery,
              logger,
              only: config.getOptionalStringArray('delivery.flux.clusters'),
            }),
            namespace: config.getOptionalString('delivery.flux.namespace'),
          }),
        );
      },
    });
  },
});
