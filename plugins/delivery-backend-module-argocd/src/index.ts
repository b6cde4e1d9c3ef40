/**
 * Argo CD as a source of Fairway delivery.
 *
 * @packageDocumentation
 */
export { deliveryModuleArgocd as default } from './module';
export { ArgocdDeploymentSource } from './ArgocdDeploymentSource';
export type { ArgocdDeploymentSourceOptions } from './ArgocdDeploymentSource';
