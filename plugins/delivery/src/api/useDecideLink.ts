import { useRouteRef } from '@backstage/core-plugin-api';
import { useCallback } from 'react';
import { decideRouteRef } from '../routes';

/** Builds the link to the approvals inbox, with a promotion opened there; undefined if the portal does not show it. */
export function useDecideLink():
  | ((promotionId?: string) => string)
  | undefined {
  const decide = useRouteRef(decideRouteRef);
  const link = useCallback(
    (promotionId?: string) =>
      promotionId
        ? `${decide?.()}?promotion=${encodeURIComponent(promotionId)}`
        : `${decide?.()}`,
    [decide],
  );
  return decide && link;
}
