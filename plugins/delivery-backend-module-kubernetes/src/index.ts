/**
 * Kubernetes as a source of Fairway delivery.
 *
 * @packageDocumentation
 */
export { deliveryModuleKubernetes as default } from './module';
export { KubernetesDeploymentSource } from './KubernetesDeploymentSource';
