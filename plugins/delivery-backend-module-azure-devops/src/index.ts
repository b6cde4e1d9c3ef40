/**
 * Azure DevOps as a source of Fairway delivery.
 *
 * @packageDocumentation
 */
export { deliveryModuleAzureDevOps as default } from './module';
