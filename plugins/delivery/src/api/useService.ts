import {
  DeliverySignal,
  HistoryPage,
  ReleasesPage,
  ServiceName,
  ServiceView,
  SourceStatus,
  Track,
  serviceRefOf,
} from '@fairway/backstage-plugin-delivery-common';
import { PagedRead, usePagedRead } from './usePagedRead';
import { Read, useRead } from './useRead';

const ofService = (service: ServiceName) => (signal: DeliverySignal) =>
  signal.topic === 'sources' || signal.serviceRef === serviceRefOf(service);

/** Everything the Delivery tab shows. Data is undefined while loading and for a service that was never seen. */
export function useService(
  service: ServiceName,
): Read<ServiceView | undefined> {
  return useRead({
    key: ['service', service.namespace, service.name],
    read: api => api.getService(service),
    matters: ofService(service),
  });
}

/** The service's history, newest first. */
export function useHistory(
  service: ServiceName,
  query: { kind?: string; limit?: number } = {},
): PagedRead<HistoryPage> {
  return usePagedRead({
    key: ['history', service.namespace, service.name, query],
    read: (api, cursor) => api.getHistory(service, { ...query, cursor }),
    matters: ofService(service),
  });
}

/** As far back as the track of a service shows. */
export const TRACK_DAYS = 14;

/** Which release ran where, over the last days. */
export function useTrack(service: ServiceName, days: number): Read<Track> {
  return useRead({
    key: ['track', service.namespace, service.name, days],
    read: api => api.getTrack(service, { days }),
    matters: ofService(service),
  });
}

/** Releases of the service, newest first. */
export function useReleases(
  service: ServiceName,
  query: { limit?: number } = {},
): PagedRead<ReleasesPage> {
  return usePagedRead({
    key: ['releases', service.namespace, service.name, query],
    read: (api, cursor) => api.getReleases(service, { ...query, cursor }),
    matters: ofService(service),
  });
}

/** How every source fares. */
export function useSources(): Read<{ sources: SourceStatus[] }> {
  return useRead({
    key: ['sources'],
    read: api => api.getSources(),
    matters: signal => signal.topic === 'sources',
  });
}
