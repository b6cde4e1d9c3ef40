import { ResponseError } from '@backstage/errors';
import {
  ApprovalsPage,
  ApprovalsQuery,
  DeliveryApi,
  FindingsPage,
  FindingsQuery,
  ReleasesPage,
  ServiceName,
} from './DeliveryApi';
import { FindingDetail, SecurityView, TriageRequest } from './finding';
import { SourceStatus } from './observation';
import {
  DecisionRequest,
  Hold,
  PromotionPreview,
  PromotionRequest,
  PromotionView,
  ReasonRequest,
} from './promotion';
import { Release } from './release';
import {
  FleetPage,
  FleetQuery,
  HistoryPage,
  ServiceView,
  Track,
} from './service';

type Query = Record<string, string | number | boolean | undefined>;

/**
 * Talks to the delivery backend. Works in the browser and in Node: the caller brings discovery and fetch.
 *
 * @public
 */
export class DeliveryClient implements DeliveryApi {
  readonly #discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
  readonly #fetchApi: { fetch: typeof fetch };

  constructor(options: {
    discoveryApi: { getBaseUrl(pluginId: string): Promise<string> };
    fetchApi: { fetch: typeof fetch };
  }) {
    this.#discoveryApi = options.discoveryApi;
    this.#fetchApi = options.fetchApi;
  }

  async getService(service: ServiceName): Promise<ServiceView | undefined> {
    const response = await this.#send('GET', servicePath(service));
    if (response.status === 404) {
      return undefined;
    }
    return this.#read(response);
  }

  async getFleet(query: FleetQuery = {}): Promise<FleetPage> {
    return this.#get('/services', query);
  }

  async getHistory(
    service: ServiceName,
    query: { kind?: string; cursor?: string; limit?: number } = {},
  ): Promise<HistoryPage> {
    return this.#get(`${servicePath(service)}/history`, query);
  }

  async exportHistory(
    service: ServiceName,
    query: { kind?: string } = {},
  ): Promise<Blob> {
    const path = `${servicePath(service)}/history.csv`;
    const response = await this.#send('GET', withQuery(path, query));
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    return response.blob();
  }

  async getTrack(
    service: ServiceName,
    query: { days?: number } = {},
  ): Promise<Track> {
    return this.#get(`${servicePath(service)}/track`, query);
  }

  async getReleases(
    service: ServiceName,
    query: { cursor?: string; limit?: number } = {},
  ): Promise<ReleasesPage> {
    return this.#get(`${servicePath(service)}/releases`, query);
  }

  async getSources(): Promise<{ sources: SourceStatus[] }> {
    return this.#get('/sources');
  }

  async getSecurity(service: ServiceName): Promise<SecurityView> {
    return this.#get(`${servicePath(service)}/security`);
  }

  async getFindings(
    service: ServiceName,
    query: FindingsQuery = {},
  ): Promise<FindingsPage> {
    return this.#get(`${servicePath(service)}/findings`, {
      ...query,
      limit: query.limit === undefined ? undefined : Number(query.limit),
    });
  }

  async getFinding(service: ServiceName, id: string): Promise<FindingDetail> {
    return this.#get(
      `${servicePath(service)}/findings/${encodeURIComponent(id)}`,
    );
  }

  async triageFinding(
    service: ServiceName,
    id: string,
    request: TriageRequest,
  ): Promise<FindingDetail> {
    return this.#post(
      `${servicePath(service)}/findings/${encodeURIComponent(id)}/triage`,
      request,
    );
  }

  async previewPromotion(
    service: ServiceName,
    query: {
      environment: string;
      releaseId?: string;
      kind: 'promote' | 'rollback';
    },
  ): Promise<PromotionPreview> {
    return this.#get(`${servicePath(service)}/promotion-preview`, query);
  }

  async requestPromotion(
    service: ServiceName,
    request: PromotionRequest,
  ): Promise<PromotionView> {
    return this.#post(`${servicePath(service)}/promotions`, request);
  }

  async getPromotion(id: string): Promise<PromotionView> {
    return this.#get(`/promotions/${encodeURIComponent(id)}`);
  }

  async getApprovals(query: ApprovalsQuery = {}): Promise<ApprovalsPage> {
    return this.#get('/approvals', {
      ...query,
      limit: query.limit === undefined ? undefined : Number(query.limit),
    });
  }

  async decidePromotion(
    id: string,
    request: DecisionRequest,
  ): Promise<PromotionView> {
    return this.#post(
      `/promotions/${encodeURIComponent(id)}/decision`,
      request,
    );
  }

  async cancelPromotion(
    id: string,
    request: ReasonRequest,
  ): Promise<PromotionView> {
    return this.#post(`/promotions/${encodeURIComponent(id)}/cancel`, request);
  }

  async holdEnvironment(
    service: ServiceName,
    environment: string,
    request: ReasonRequest,
  ): Promise<Hold> {
    return this.#post(
      `${servicePath(service)}/environments/${encodeURIComponent(
        environment,
      )}/hold`,
      request,
    );
  }

  async releaseHold(
    service: ServiceName,
    environment: string,
    request: ReasonRequest,
  ): Promise<void> {
    await this.#post(
      `${servicePath(service)}/environments/${encodeURIComponent(
        environment,
      )}/hold/release`,
      request,
    );
  }

  async vetoRelease(
    service: ServiceName,
    releaseId: string,
    request: ReasonRequest,
  ): Promise<Release> {
    return this.#post(
      `${servicePath(service)}/releases/${encodeURIComponent(releaseId)}/veto`,
      request,
    );
  }

  async withdrawVeto(
    service: ServiceName,
    releaseId: string,
    request: ReasonRequest,
  ): Promise<Release> {
    return this.#post(
      `${servicePath(service)}/releases/${encodeURIComponent(
        releaseId,
      )}/veto/withdraw`,
      request,
    );
  }

  async #get<T>(path: string, query: Query | FleetQuery = {}): Promise<T> {
    return this.#read(await this.#send('GET', withQuery(path, query)));
  }

  async #post<T>(path: string, body: object): Promise<T> {
    return this.#read(await this.#send('POST', path, body));
  }

  async #send(method: string, path: string, body?: object): Promise<Response> {
    const baseUrl = await this.#discoveryApi.getBaseUrl('delivery');
    return this.#fetchApi.fetch(`${baseUrl}/v1${path}`, {
      method,
      ...(body && {
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
  }

  async #read<T>(response: Response): Promise<T> {
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    if (response.status === 204) {
      return undefined as T;
    }
    return (await response.json()) as T;
  }
}

function servicePath(service: ServiceName): string {
  return `/services/${encodeURIComponent(
    service.namespace,
  )}/${encodeURIComponent(service.name)}`;
}

function withQuery(path: string, query: Query | FleetQuery): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') {
      parameters.set(key, String(value));
    }
  }
  return parameters.size > 0 ? `${path}?${parameters}` : path;
}
