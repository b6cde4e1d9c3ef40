import { LoggerService } from '@backstage/backend-plugin-api';
import { DeliveryServiceDirectory } from '../DeliveryService';
import { Source } from '../sources';

/**
 * Runs a source until `stop`; `ended` tells how it ended.
 *
 * @public
 */
export function runSource<TSink, TLogger extends LoggerService>(options: {
  source: Source<TSink>;
  services: DeliveryServiceDirectory;
  sink: TSink;
  logger: TLogger;
}) {
  const { source, services, sink, logger } = options;
  const controller = new AbortController();
  const ended: Promise<unknown> = source
    .run({ services, sink, logger, signal: controller.signal })
    .then(
      () => 'ended',
      error => error,
    );
  return {
    logger,
    ended,
    stop: async () => {
      controller.abort();
      await ended;
    },
  };
}
