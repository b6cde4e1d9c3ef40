/**
 * Flux as a source of Fairway delivery.
 *
 * @packageDocumentation
 */
export { deliveryModuleFlux as default } from './module';
export { FluxDeploymentSource } from './FluxDeploymentSource';
export type { FluxDeploymentSourceOptions } from './FluxDeploymentSource';
