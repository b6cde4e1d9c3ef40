import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import {
  scaffolderActionsExtensionPoint,
  scaffolderServiceRef,
} from '@backstage/plugin-scaffolder-node';
import { createGitopsApplyAction } from './actions/createGitopsApplyAction';
import { createServiceCheckAction } from './actions/createServiceCheckAction';
import { createPreviewRouter } from './preview/previewRouter';

/**
 * Adds the scaffolder actions that the wizard needs and nobody ships.
 *
 * @public
 */
export const scaffolderModuleDelivery = createBackendModule({
  pluginId: 'scaffolder',
  moduleId: 'delivery',
  register(reg) {
    reg.registerInit({
      deps: {
        actions: scaffolderActionsExtensionPoint,
        config: coreServices.rootConfig,
        catalog: catalogServiceRef,
        discovery: coreServices.discovery,
        auth: coreServices.auth,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        scaffolder: scaffolderServiceRef,
        urlReader: coreServices.urlReader,
      },
      async init(deps) {
        const { actions, config, catalog, discovery, auth } = deps;
        const integrations = ScmIntegrations.fromConfig(config);
        actions.addActions(
          createServiceCheckAction({ config, catalog, integrations }),
          createGitopsApplyAction({ config, discovery, auth }),
        );
        deps.httpRouter.use(createPreviewRouter({ ...deps, integrations }));
      },
    });
  },
});
