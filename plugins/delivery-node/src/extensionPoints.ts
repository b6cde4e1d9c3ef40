import { createExtensionPoint } from '@backstage/backend-plugin-api';
import { Gate } from './Gate';
import { ManifestWriter } from './ManifestWriter';
import { DeploymentSource, FindingSource, PipelineRunSource } from './sources';

/** @public */
export interface DeliveryPipelineRunSourcesExtensionPoint {
  addPipelineRunSource(...sources: PipelineRunSource[]): void;
}

/** Adds integrations that observe CI pipelines. @public */
export const deliveryPipelineRunSourcesExtensionPoint =
  createExtensionPoint<DeliveryPipelineRunSourcesExtensionPoint>({
    id: 'delivery.pipelineRunSources',
  });

/** @public */
export interface DeliveryDeploymentSourcesExtensionPoint {
  addDeploymentSource(...sources: DeploymentSource[]): void;
}

/** Adds integrations that observe what runs in environments. @public */
export const deliveryDeploymentSourcesExtensionPoint =
  createExtensionPoint<DeliveryDeploymentSourcesExtensionPoint>({
    id: 'delivery.deploymentSources',
  });

/** @public */
export interface DeliveryFindingSourcesExtensionPoint {
  addFindingSource(...sources: FindingSource[]): void;
}

/** Adds integrations that observe scans. @public */
export const deliveryFindingSourcesExtensionPoint =
  createExtensionPoint<DeliveryFindingSourcesExtensionPoint>({
    id: 'delivery.findingSources',
  });

/** @public */
export interface DeliveryManifestWritersExtensionPoint {
  addManifestWriter(...writers: ManifestWriter[]): void;
}

/** Adds ways to write manifests; the first writer that accepts a service is used. @public */
export const deliveryManifestWritersExtensionPoint =
  createExtensionPoint<DeliveryManifestWritersExtensionPoint>({
    id: 'delivery.manifestWriters',
  });

/** @public */
export interface DeliveryGatesExtensionPoint {
  addGate(...gates: Gate[]): void;
}

/** Adds gates that pipelines can name in their policies. @public */
export const deliveryGatesExtensionPoint =
  createExtensionPoint<DeliveryGatesExtensionPoint>({
    id: 'delivery.gates',
  });
