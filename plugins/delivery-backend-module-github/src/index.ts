/**
 * GitHub as a source of Fairway delivery.
 *
 * @packageDocumentation
 */
export { deliveryModuleGithub as default } from './module';
