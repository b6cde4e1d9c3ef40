import { useApi } from '@backstage/frontend-plugin-api';
import {
  DeliveryApi,
  DeliverySignal,
} from '@fairway/backstage-plugin-delivery-common';
import { useCallback } from 'react';
import useSWR from 'swr';
import { deliveryApiRef } from './deliveryApiRef';
import { useDeliverySignal, useIsLive } from './useDeliverySignal';

/** Slow repair for lost signals; without signals it is the only way a page learns of a change. */
export const REPAIR_MS = { live: 30_000, polling: 10_000 };

/** What a page knows about one read: data stays while an error is shown beside it. @public */
export type Read<T> = {
  data: T | undefined;
  error: Error | undefined;
  isLoading: boolean;
  refresh: () => Promise<void>;
};

/**
 * Reads something from the delivery backend, keeps it and reads it again when a signal says that it changed.
 * The API instance is part of the key, so that two apps (or two tests) never share an answer.
 */
export function useRead<T>(options: {
  key: readonly unknown[] | undefined;
  read: (api: DeliveryApi) => Promise<T>;
  matters: (signal: DeliverySignal) => boolean;
}): Read<T> {
  const api = useApi(deliveryApiRef);
  const { live, polling } = REPAIR_MS;
  const isLive = useIsLive();
  const { data, error, isLoading, mutate } = useSWR<T, Error>(
    options.key && [api, ...options.key],
    () => options.read(api),
    {
      refreshInterval: isLive ? live : polling,
      dedupingInterval: 500,
    },
  );
  useDeliverySignal(options.matters, () => mutate());
  const refresh = useCallback(async () => {
    await mutate();
  }, [mutate]);
  return { data, error, isLoading, refresh };
}
