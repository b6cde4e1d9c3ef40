/**
 * Words, schemas, permissions and the API client of Fairway delivery.
 *
 * @packageDocumentation
 */
export * from './annotations';
export * from './observation';
export * from './release';
export * from './deployment';
export * from './pipelineRun';
export * from './finding';
export * from './promotion';
export * from './service';
export * from './permissions';
export * from './signals';
export * from './DeliveryApi';
export * from './DeliveryClient';
