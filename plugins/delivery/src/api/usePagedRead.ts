import { useApi } from '@backstage/frontend-plugin-api';
import {
  DeliveryApi,
  DeliverySignal,
} from '@fairway/backstage-plugin-delivery-common';
import { useCallback } from 'react';
import useSWRInfinite from 'swr/infinite';
import { deliveryApiRef } from './deliveryApiRef';
import { REPAIR_MS } from './useRead';
import { useDeliverySignal, useIsLive } from './useDeliverySignal';

/** Pages read so far, and the way to the next one. @public */
export type PagedRead<T> = {
  pages: T[] | undefined;
  error: Error | undefined;
  isLoading: boolean;
  isLoadingMore: boolean;
  hasMore: boolean;
  loadMore: () => void;
  refresh: () => Promise<void>;
};

/** Like `useRead`, for answers that come in pages by cursor. */
export function usePagedRead<T extends { nextCursor?: string }>(options: {
  key: readonly unknown[];
  read: (api: DeliveryApi, cursor: string | undefined) => Promise<T>;
  matters: (signal: DeliverySignal) => boolean;
}): PagedRead<T> {
  const api = useApi(deliveryApiRef);
  const isLive = useIsLive();
  const { data, error, isLoading, size, setSize, mutate } = useSWRInfinite<
    T,
    Error
  >(
    (index: number, previous: T | null) => {
      if (index > 0 && !previous?.nextCursor) {
        return null;
      }
      return [api, ...options.key, previous?.nextCursor];
    },
    (key: readonly unknown[]) => {
      const cursor = key[key.length - 1];
      return options.read(api, typeof cursor === 'string' ? cursor : undefined);
    },
    {
      refreshInterval: isLive ? REPAIR_MS.live : REPAIR_MS.polling,
      keepPreviousData: true,
      dedupingInterval: 500,
    },
  );
  useDeliverySignal(options.matters, () => mutate());
  const refresh = useCallback(async () => {
    await mutate();
  }, [mutate]);
  const loadMore = useCallback(() => {
    setSize(current => current + 1);
  }, [setSize]);
  return {
    pages: data,
    error,
    isLoading,
    isLoadingMore: Boolean(data && data.length < size && !error),
    hasMore: Boolean(data?.[data.length - 1]?.nextCursor),
    loadMore,
    refresh,
  };
}
