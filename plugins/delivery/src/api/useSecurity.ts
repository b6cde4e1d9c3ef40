import {
  DeliverySignal,
  FindingDetail,
  FindingsPage,
  FindingsQuery,
  SecurityView,
  ServiceName,
  serviceRefOf,
} from '@fairway/backstage-plugin-delivery-common';
import { PagedRead, usePagedRead } from './usePagedRead';
import { Read, useRead } from './useRead';

const findingsOf = (service: ServiceName) => (signal: DeliverySignal) =>
  signal.topic === 'sources' ||
  (signal.serviceRef === serviceRefOf(service) && signal.topic !== 'promotion');

/** Exposure, trend and scans: what stands above the findings table. */
export function useSecurity(service: ServiceName): Read<SecurityView> {
  return useRead({
    key: ['security', service.namespace, service.name],
    read: api => api.getSecurity(service),
    matters: findingsOf(service),
  });
}

/** Findings of the service, filtered by the server. */
export function useFindings(
  service: ServiceName,
  query: Omit<FindingsQuery, 'cursor'> = {},
): PagedRead<FindingsPage> {
  return usePagedRead({
    key: ['findings', service.namespace, service.name, query],
    read: (api, cursor) => api.getFindings(service, { ...query, cursor }),
    matters: findingsOf(service),
  });
}

/** One finding with witnesses and history; nothing is read while `id` is undefined. */
export function useFinding(
  service: ServiceName,
  id: string | undefined,
): Read<FindingDetail> {
  return useRead({
    key: id ? ['finding', service.namespace, service.name, id] : undefined,
    read: api => api.getFinding(service, id ?? ''),
    matters: findingsOf(service),
  });
}
