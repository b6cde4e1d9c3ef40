/**
 * Scaffolder actions that the Fairway wizard needs.
 *
 * @packageDocumentation
 */
export { scaffolderModuleDelivery as default } from './module';
