import { parseEntityRef } from '@backstage/catalog-model';
import {
  Promotion,
  PromotionPreview,
} from '@fairway/backstage-plugin-delivery-common';
import { Read, useRead } from '../api/useRead';

/** What a waiting promotion changes: commits, manifests, findings. Read when its row is opened. */
export function usePromotionChanges(
  promotion: Promotion,
): Read<PromotionPreview> {
  const { serviceRef, environment, release, kind } = promotion;
  return useRead({
    key: ['promotion-changes', promotion.id, release.id],
    read: api => {
      const { namespace, name } = parseEntityRef(serviceRef);
      return api.previewPromotion(
        { namespace, name },
        {
          environment,
          releaseId: release.id,
          kind: kind === 'promote' ? 'promote' : 'rollback',
        },
      );
    },
    matters: signal =>
      signal.serviceRef === serviceRef && signal.topic === 'service',
  });
}
