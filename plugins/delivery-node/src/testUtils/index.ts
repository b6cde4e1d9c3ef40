/**
 * Stand-ins for tests of integrations.
 *
 * @packageDocumentation
 */
export * from './FakeKubernetesPlugin';
export * from './RecordingDeploymentSink';
export * from './RecordingSink';
export * from './StaticServiceDirectory';
export * from './runSource';
export * from './sarifOf';
export * from './until';
export * from './zipOf';
