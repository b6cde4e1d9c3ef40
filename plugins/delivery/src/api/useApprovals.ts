import {
  ApprovalsPage,
  ApprovalsQuery,
  PromotionView,
} from '@fairway/backstage-plugin-delivery-common';
import { PagedRead, usePagedRead } from './usePagedRead';
import { Read, useRead } from './useRead';

/** Promotions that wait for a decision, or were decided. */
export function useApprovals(
  query: Omit<ApprovalsQuery, 'cursor'> = {},
): PagedRead<ApprovalsPage> {
  return usePagedRead({
    key: ['approvals', query],
    read: (api, cursor) => api.getApprovals({ ...query, cursor }),
    matters: signal => signal.topic === 'promotion',
  });
}

/** One promotion as the viewer sees it; nothing is read while `id` is undefined. */
export function usePromotion(id: string | undefined): Read<PromotionView> {
  return useRead({
    key: id ? ['promotion', id] : undefined,
    read: api => api.getPromotion(id ?? ''),
    matters: signal => signal.topic === 'promotion',
  });
}
