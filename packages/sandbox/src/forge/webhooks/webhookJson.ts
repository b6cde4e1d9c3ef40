import { ForgeUrls } from '../http/ForgeUrls';
import { wireTime } from '../http/wire';
import { DeliveryRecord } from './WebhookDeliveries';
import { WebhookRecord, WHOLE_ORGANIZATION } from './WebhookStore';

/** Shown in place of a secret, which never leaves the forge. */
const HIDDEN = '********';

export function webhookUrl(urls: ForgeUrls, hook: WebhookRecord): string {
  return hook.repo === WHOLE_ORGANIZATION
    ? urls.api('orgs', hook.owner, 'hooks', hook.id)
    : urls.api('repos', hook.owner, hook.repo, 'hooks', hook.id);
}

export function webhookJson(urls: ForgeUrls, hook: WebhookRecord) {
  const url = webhookUrl(urls, hook);
  const isOrganization = hook.repo === WHOLE_ORGANIZATION;
  return {
    type: isOrganization ? 'Organization' : 'Repository',
    id: hook.id,
    name: 'web',
    active: hook.active,
    events: hook.events,
    config: webhookConfigJson(hook),
    updated_at: wireTime(hook.updatedAt),
    created_at: wireTime(hook.createdAt),
    url,
    ping_url: `${url}/pings`,
    deliveries_url: `${url}/deliveries`,
    ...(isOrganization
      ? {}
      : { test_url: `${url}/tests`, last_response: lastResponseJson(hook) }),
  };
}

export function webhookConfigJson(hook: WebhookRecord) {
  return {
    url: hook.url,
    content_type: hook.contentType,
    insecure_ssl: hook.insecureSsl,
    ...(hook.secret ? { secret: HIDDEN } : {}),
  };
}

function lastResponseJson({ lastResponse }: WebhookRecord) {
  return {
    code: lastResponse?.code ?? null,
    status: lastResponse ? statusOf(lastResponse.code) : 'unused',
    message: lastResponse?.message ?? null,
  };
}

function statusOf(code: number | undefined): string {
  return code !== undefined && code < 400 ? 'active' : 'failed';
}

/** A delivery as lists show it. */
export function deliveryJson(delivery: DeliveryRecord) {
  return {
    id: delivery.id,
    guid: delivery.guid,
    delivered_at: wireTime(delivery.deliveredAt),
    redelivery: delivery.redelivery,
    duration: Math.round(delivery.duration * 100) / 100,
    status: delivery.message,
    status_code: delivery.code ?? 0,
    event: delivery.event,
    action: delivery.action,
    installation_id: null,
    repository_id: delivery.repositoryId,
    throttled_at: null,
  };
}

export function fullDeliveryJson(delivery: DeliveryRecord) {
  const payload: unknown = JSON.parse(delivery.body);
  return {
    ...deliveryJson(delivery),
    url: delivery.url,
    request: { headers: delivery.requestHeaders, payload },
    response: {
      headers: delivery.responseHeaders,
      payload: delivery.responseBody,
    },
  };
}
