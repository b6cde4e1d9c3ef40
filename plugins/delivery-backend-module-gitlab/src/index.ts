/**
 * GitLab as a source of Fairway delivery.
 *
 * @packageDocumentation
 */
export { deliveryModuleGitlab as default } from './module';
