import { toastApiRef, useApiHolder } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';

/** Shows a short-lived message. Portals on the legacy system have no toasts; there the page itself shows the result. */
export function useAnnounce(): (title: string, description?: string) => void {
  const toasts = useApiHolder().get(toastApiRef);
  return useCallback(
    (title, description) => {
      toasts?.post({ title, description, status: 'success', timeout: 6000 });
    },
    [toasts],
  );
}
