/**
 * Stand-ins for GitHub, Kubernetes and Argo CD that speak their wire APIs.
 *
 * @packageDocumentation
 */
export { Sandbox } from './Sandbox';
export { readOptions } from './options';
export type { SandboxOptions } from './options';
