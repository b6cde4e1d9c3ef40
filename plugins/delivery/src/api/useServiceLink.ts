import { useEntityRefLink } from '@backstage/plugin-catalog-react';
import { useCallback } from 'react';

/** Builds links to a service's Delivery or Security tab, with an environment to put the focus on. */
export function useServiceLink(): (
  serviceRef: string,
  tab: 'delivery' | 'security',
  environment?: string,
) => string {
  const entityLink = useEntityRefLink();
  return useCallback(
    (serviceRef, tab, environment) => {
      const suffix = environment
        ? `?environment=${encodeURIComponent(environment)}`
        : '';
      return `${entityLink(serviceRef)}/${tab}${suffix}`;
    },
    [entityLink],
  );
}
