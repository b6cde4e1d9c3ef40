import { alertApiRef } from '@backstage/core-plugin-api';
import { toastApiRef, useApiHolder } from '@backstage/frontend-plugin-api';
import { useCallback } from 'react';

/** Shows a short-lived message that something worked. Portals on the legacy system have alerts where others have toasts. */
export function useAnnounce(): (title: string, description?: string) => void {
  const apis = useApiHolder();
  return useCallback(
    (title, description) => {
      const toasts = apis.get(toastApiRef);
      if (toasts) {
        toasts.post({ title, description, status: 'success', timeout: 6000 });
        return;
      }
      apis.get(alertApiRef)?.post({
        message: description ? `${title}. ${description}` : title,
        severity: 'success',
        display: 'transient',
      });
    },
    [apis],
  );
}
