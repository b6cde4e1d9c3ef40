import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  KubernetesClusters,
  deliveryDeploymentSourcesExtensionPoint,
} from '@fairway/backstage-plugin-delivery-node';
import { KubernetesDeploymentSource } from './KubernetesDeploymentSource';

/**
 * Adds Kubernetes as a source of deployments to the delivery backend.
 *
 * @public
 */
export const deliveryModuleKubernetes = createBackendModule({
  pluginId: 'delivery',
  moduleId: 'kubernetes',
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
        const clusters = KubernetesClusters.create({
          auth,
          discovery,
          logger,
          only: config.getOptionalStringArray('delivery.kubernetes.clusters'),
        });
        sources.addDeploymentSource(
          KubernetesDeploymentSource.create({ clusters }),
        );
      },
    });
  },
});
