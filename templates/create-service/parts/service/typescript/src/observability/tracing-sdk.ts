import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { NodeSDK } from '@opentelemetry/sdk-node';
import { service } from '../service.ts';
import type { Settings } from '../settings.ts';

/**
 * Starts to send traces over OTLP/HTTP. OpenTelemetry's own variables say where, which and as what, for example
 * OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_TRACES_SAMPLER and OTEL_RESOURCE_ATTRIBUTES. Metrics are scraped and logs are
 * collected from standard output, so that neither is sent.
 */
export function startTracing({ environment }: Settings): NodeSDK {
  const sdk = new NodeSDK({
    resource: defaultResource().merge(
      resourceFromAttributes({ 'service.name': service.name, 'deployment.environment.name': environment }),
    ),
    metricReaders: [],
    logRecordProcessors: [],
  });
  sdk.start();
  return sdk;
}
