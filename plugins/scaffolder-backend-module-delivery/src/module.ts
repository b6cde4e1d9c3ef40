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
import { IntegrationGitRemotes } from '@fairway/backstage-plugin-delivery-node';
import { createAzurePipelinesAction } from './actions/createAzurePipelinesAction';
import { createGitflowAction } from './actions/createGitflowAction';
import { createGitopsApplyAction } from './actions/createGitopsApplyAction';
import { createServiceCheckAction } from './actions/createServiceCheckAction';
import { createAddAction } from './goldenPath/addition/createAddAction';
import { createUpgradeAction } from './goldenPath/createUpgradeAction';
import { GoldenPathRenderer } from './goldenPath/GoldenPathRenderer';
import { GoldenPathRepositories } from './goldenPath/GoldenPathRepositories';
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
        const goldenPath = {
          auth,
          catalog,
          integrations,
          renderer: GoldenPathRenderer.create(deps),
          repositories: GoldenPathRepositories.create({
            integrations,
            remotes: IntegrationGitRemotes.create({ integrations }),
          }),
        };
        actions.addActions(
          createServiceCheckAction({
            config,
            catalog,
            discovery,
            integrations,
          }),
          createGitflowAction(goldenPath),
          createGitopsApplyAction({ config, discovery, auth }),
          createAzurePipelinesAction({ config, integrations }),
          createUpgradeAction(goldenPath),
          createAddAction(goldenPath),
        );
        deps.httpRouter.use(createPreviewRouter({ ...deps, integrations }));
      },
    });
  },
});
