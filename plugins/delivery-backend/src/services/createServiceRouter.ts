import { NotFoundError } from '@backstage/errors';
import { deliveryServiceReadPermission } from '@fairway/backstage-plugin-delivery-common';
import { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { ServiceAdmission } from '../api/ServiceAdmission';
import { PipelineConfig } from '../pipelines/pipelineConfig';
import { SourceStatusReader } from '../sources/SourceStatusReader';
import { DeliveryAuthorizer } from './DeliveryAuthorizer';
import { presentService, viewerActions } from './presentService';
import { SummaryStore } from './SummaryStore';

/** What the Delivery tab reads. Express adds the ETag and answers 304 by itself. */
export function createServiceRouter(options: {
  admission: ServiceAdmission;
  authorizer: DeliveryAuthorizer;
  summaries: SummaryStore;
  sources: SourceStatusReader;
  pipelines: ReadonlyMap<string, PipelineConfig>;
  rebuild(serviceRef: string): Promise<void>;
}): Router {
  const { admission, authorizer, summaries, sources, pipelines, rebuild } =
    options;
  const router = PromiseRouter();
  const startedAt = new Date().toISOString();

  router.get('/services/:namespace/:name', async (request, response) => {
    const { service, credentials } = await admission.admit(
      request,
      deliveryServiceReadPermission,
    );
    let stored = await summaries.get(service.ref);
    if (!stored) {
      await rebuild(service.ref);
      stored = await summaries.get(service.ref);
    }
    if (!stored) {
      throw new NotFoundError(`Service '${service.ref}' left the catalog`);
    }
    const { summary, version } = stored;
    const [allowed, freshness] = await Promise.all([
      authorizer.allowed(viewerActions(summary), credentials),
      sources.ofService(service.ref),
    ]);
    response.json(
      presentService({
        summary,
        version,
        pipeline: pipelines.get(service.pipeline),
        freshness,
        allowed,
        now: new Date(),
        startedAt,
      }),
    );
  });

  return router;
}
