import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import { ScmIntegrations } from '@backstage/integration';
import { catalogServiceRef } from '@backstage/plugin-catalog-node';
import { eventsServiceRef } from '@backstage/plugin-events-node';
import { notificationService } from '@backstage/plugin-notifications-node';
import { signalsServiceRef } from '@backstage/plugin-signals-node';
import {
  deliveryDeploymentSourcesExtensionPoint,
  deliveryFindingSourcesExtensionPoint,
  deliveryGatesExtensionPoint,
  deliveryManifestWritersExtensionPoint,
  deliveryPipelineRunSourcesExtensionPoint,
  deliveryReportIssuersExtensionPoint,
  DeploymentSource,
  FindingSource,
  Gate,
  IntegrationGitRemotes,
  ManifestWriter,
  PipelineRunSource,
  ReportIssuer,
} from '@fairway/backstage-plugin-delivery-node';
import { createReadModel } from './createReadModel';
import { openDatabase } from './database/openDatabase';
import { builtInGates } from './gates/builtInGates';
import { KustomizeManifestWriter } from './manifests/KustomizeManifestWriter';
import { manifestsFolder } from './manifests/manifestsFolder';
import { registerPermissions } from './permissions/registerPermissions';
import { readDeliveryConfig } from './pipelines/readDeliveryConfig';
import { ReportVerifier } from './reports/ReportVerifier';

/**
 * What runs where, and the two verbs that matter: promote and roll back.
 *
 * @public
 */
export const deliveryPlugin = createBackendPlugin({
  pluginId: 'delivery',
  register(env) {
    const runSources: PipelineRunSource[] = [];
    const deploymentSources: DeploymentSource[] = [];
    const findingSources: FindingSource[] = [];
    const writers: ManifestWriter[] = [];
    const gates: Gate[] = [...builtInGates];
    const issuers: ReportIssuer[] = [];

    env.registerExtensionPoint(deliveryPipelineRunSourcesExtensionPoint, {
      addPipelineRunSource: (...added) => void runSources.push(...added),
    });
    env.registerExtensionPoint(deliveryDeploymentSourcesExtensionPoint, {
      addDeploymentSource: (...added) => void deploymentSources.push(...added),
    });
    env.registerExtensionPoint(deliveryFindingSourcesExtensionPoint, {
      addFindingSource: (...added) => void findingSources.push(...added),
    });
    env.registerExtensionPoint(deliveryManifestWritersExtensionPoint, {
      addManifestWriter: (...added) => void writers.push(...added),
    });
    env.registerExtensionPoint(deliveryGatesExtensionPoint, {
      addGate: (...added) => void gates.push(...added),
    });
    env.registerExtensionPoint(deliveryReportIssuersExtensionPoint, {
      addReportIssuer: (...added) => void issuers.push(...added),
    });

    env.registerInit({
      deps: {
        auditor: coreServices.auditor,
        auth: coreServices.auth,
        catalog: catalogServiceRef,
        config: coreServices.rootConfig,
        database: coreServices.database,
        discovery: coreServices.discovery,
        events: eventsServiceRef,
        httpAuth: coreServices.httpAuth,
        httpRouter: coreServices.httpRouter,
        lifecycle: coreServices.lifecycle,
        logger: coreServices.logger,
        notifications: notificationService,
        permissions: coreServices.permissions,
        registry: coreServices.permissionsRegistry,
        scheduler: coreServices.scheduler,
        signals: signalsServiceRef,
        userInfo: coreServices.userInfo,
      },
      async init(deps) {
        const { config, database, discovery, httpRouter, lifecycle, registry } =
          deps;
        const deliveryConfig = readDeliveryConfig(config, {
          gates: gates.map(gate => gate.id),
          gateSettings: new Map(
            builtInGates.map(gate => [gate.id, gate.settingsSchema]),
          ),
        });
        const knex = await openDatabase({ database });
        const kustomize = KustomizeManifestWriter.create({
          folder: manifestsFolder(config),
          remotes: IntegrationGitRemotes.create({
            integrations: ScmIntegrations.fromConfig(config),
          }),
        });
        const readModel = createReadModel({
          ...deps,
          knex,
          config: deliveryConfig,
          gates,
          writers: [...writers, kustomize],
          sources: { runSources, deploymentSources, findingSources },
          reports: ReportVerifier.create({
            issuers,
            audience: await discovery.getExternalBaseUrl('delivery'),
          }),
        });
        registerPermissions({ registry, services: readModel.services });
        httpRouter.use(readModel.router);
        // A run has no credentials of Backstage; its own token is verified there.
        httpRouter.addAuthPolicy({
          path: '/v1/reports',
          allow: 'unauthenticated',
        });
        lifecycle.addStartupHook(() => readModel.start());
        lifecycle.addShutdownHook(() => readModel.stop());
      },
    });
  },
});
