/**
 * How an integration plugs into Fairway delivery.
 *
 * @packageDocumentation
 */
export * from './DeliveryService';
export * from './sources';
export * from './ManifestWriter';
export * from './Gate';
export * from './extensionPoints';
