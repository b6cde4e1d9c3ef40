import { LoggerService } from '@backstage/backend-plugin-api';
import { DeliveryService } from '../DeliveryService';

/**
 * Everything that looking at one repository needs.
 *
 * @public
 */
export interface Look<TRepository, TMemory, TSink> {
  service: DeliveryService;
  repository: TRepository;
  memory: TMemory;
  sink: TSink;
  logger: LoggerService;
  signal: AbortSignal;
}
