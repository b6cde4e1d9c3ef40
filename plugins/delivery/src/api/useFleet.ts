import {
  FleetPage,
  FleetQuery,
} from '@fairway/backstage-plugin-delivery-common';
import { PagedRead, usePagedRead } from './usePagedRead';

/** Services × environments, filtered and sorted by the server. */
export function useFleet(
  query: Omit<FleetQuery, 'cursor'> = {},
): PagedRead<FleetPage> {
  return usePagedRead({
    key: ['fleet', query],
    read: (api, cursor) => api.getFleet({ ...query, cursor }),
    matters: () => true,
  });
}
