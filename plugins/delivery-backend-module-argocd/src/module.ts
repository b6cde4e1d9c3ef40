import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import {
  KubernetesClusters,
  deliveryDeploymentSourcesExtensionPoint,
} from '@fairway/backstage-plugin-delivery-node';
import { ArgocdDeploymentSource } from './ArgocdDeploymentSource';
import { readBaseUrl } from './readBaseUrl';

/**
 * Adds Argo CD as a source of deployments to the delivery backend.
 *
 * @public
 */
export const deliveryModuleArgocd = createBackendModule({
  pluginId: 'delivery',
  moduleId: 'argocd',
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
          only: config.getOptionalStringArray('delivery.argocd.clusters'),
        });
        sources.addDeploymentSource(
          ArgocdDeploymentSource.create({
            clusters,
            namespace: config.getOptionalString('delivery.argocd.namespace'),
            baseUrl: readBaseUrl(config),
          }),
        );
      },
    });
  },
});
