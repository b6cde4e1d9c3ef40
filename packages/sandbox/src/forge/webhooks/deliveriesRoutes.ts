import { Request, Router as ExpressRouter } from 'express';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { pageOf } from '../http/paginate';
import { numberParameter, queryText } from '../http/requests';
import { DeliveryRecord } from './WebhookDeliveries';
import { deliveryJson, fullDeliveryJson } from './webhookJson';
import { WebhookRecord } from './WebhookStore';

/** What was delivered to a hook, and delivering it again. */
export function createDeliveriesRoutes(
  router: ExpressRouter,
  services: ForgeServices,
  hookPath: string,
  requireHook: (request: Request) => WebhookRecord,
): void {
  const { urls, webhookDeliveries, webhookSender } = services;
  const one = `${hookPath}/deliveries/:delivery(\\d+)`;

  const requireDelivery = (request: Request) => {
    const hook = requireHook(request);
    const id = numberParameter(request, 'delivery');
    const delivery = webhookDeliveries.find(hook, id);
    if (!delivery) {
      throw ApiError.notFound();
    }
    return { hook, delivery };
  };

  // Pages of deliveries are found by a cursor: new ones arrive all the time.
  router.get(`${hookPath}/deliveries`, (request, response) => {
    const hook = requireHook(request);
    const cursor = queryText(request, 'cursor');
    if (cursor !== undefined && !/^\d+$/.test(cursor)) {
      throw new ApiError(400, 'Invalid cursor');
    }
    const { size } = pageOf(request);
    const matching = webhookDeliveries
      .list(hook)
      .filter(hasStatus(queryText(request, 'status')))
      .filter(({ id }) => cursor === undefined || id <= Number(cursor));
    const next = matching[size];
    if (next) {
      const url = new URL(request.originalUrl, urls.base);
      url.searchParams.set('cursor', String(next.id));
      response.setHeader('Link', `<${url.href}>; rel="next"`);
    }
    response.json(matching.slice(0, size).map(deliveryJson));
  });

  router.get(one, (request, response) => {
    response.json(fullDeliveryJson(requireDelivery(request).delivery));
  });

  router.post(`${one}/attempts`, (request, response) => {
    const { hook, delivery } = requireDelivery(request);
    webhookSender.redeliver(hook, delivery);
    response.status(202).json({});
  });
}

function hasStatus(status: string | undefined) {
  return ({ code = 0 }: DeliveryRecord) => {
    const isSuccess = code >= 200 && code < 400;
    return status === undefined || (status === 'success') === isSuccess;
  };
}
