/**
 * Stand-ins for tests of integrations.
 *
 * @packageDocumentation
 */
export * from './FakeKubernetesPlugin';
export * from './RecordingDeploymentSink';
export * from './StaticServiceDirectory';
export * from './until';
