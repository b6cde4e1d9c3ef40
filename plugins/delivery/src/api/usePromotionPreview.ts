import {
  PromotionPreview,
  ServiceName,
  serviceRefOf,
} from '@fairway/backstage-plugin-delivery-common';
import { Read, useRead } from './useRead';

/** What a promotion or rollback would do, re-read whenever the service changes while a person looks at it. */
export function usePromotionPreview(
  service: ServiceName,
  query: {
    environment: string;
    releaseId?: string;
    kind: 'promote' | 'rollback';
  },
): Read<PromotionPreview> {
  return useRead({
    key: ['preview', service.namespace, service.name, query],
    read: api => api.previewPromotion(service, query),
    matters: signal => signal.serviceRef === serviceRefOf(service),
  });
}
