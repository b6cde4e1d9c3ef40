import { useApiHolder } from '@backstage/frontend-plugin-api';
import { signalApiRef } from '@backstage/plugin-signals-react';
import {
  DELIVERY_SIGNAL_CHANNEL,
  DeliverySignal,
} from '@fairway/backstage-plugin-delivery-common';
import { useEffect, useRef } from 'react';

const COALESCE_MS = 100;

/**
 * Calls back soon after a change that matters was announced. A burst of signals becomes one call. Subscribes to the
 * signal API itself and not through `useSignal`, because React state keeps only the last of two messages in one tick.
 */
export function useDeliverySignal(
  matters: (signal: DeliverySignal) => boolean,
  onChange: () => void,
): void {
  const signals = useApiHolder().get(signalApiRef);
  const latest = useRef({ matters, onChange });
  latest.current = { matters, onChange };

  useEffect(() => {
    if (!signals) {
      return undefined;
    }
    let timer: ReturnType<typeof setTimeout> | undefined;
    const subscription = signals.subscribe<DeliverySignal>(
      DELIVERY_SIGNAL_CHANNEL,
      signal => {
        if (timer || !latest.current.matters(signal)) {
          return;
        }
        timer = setTimeout(() => {
          timer = undefined;
          latest.current.onChange();
        }, COALESCE_MS);
      },
    );
    return () => {
      clearTimeout(timer);
      subscription.unsubscribe();
    };
  }, [signals]);
}

/** True if the portal pushes changes to the page. */
export function useIsLive(): boolean {
  return Boolean(useApiHolder().get(signalApiRef));
}
