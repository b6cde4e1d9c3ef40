import { TestApiProvider } from '@backstage/frontend-test-utils';
import { SignalApi, signalApiRef } from '@backstage/plugin-signals-react';
import { DeliverySignal } from '@fairway/backstage-plugin-delivery-common';
import { act, renderHook, waitFor } from '@testing-library/react';
import { ReactNode } from 'react';
import { aServiceView } from '../__testUtils__/serviceViewBuilder';
import { stubDeliveryApi } from '../__testUtils__/stubDeliveryApi';
import { deliveryApiRef } from './deliveryApiRef';
import { REPAIR_MS } from './useRead';
import { useService } from './useService';

function setUp(getService = jest.fn(async () => aServiceView([]))) {
  const listeners = new Set<(signal: DeliverySignal) => void>();
  const signals: SignalApi = {
    subscribe(_channel, listener) {
      const relay = (signal: DeliverySignal) =>
        listener(JSON.parse(JSON.stringify(signal)));
      listeners.add(relay);
      return { unsubscribe: () => listeners.delete(relay) };
    },
  };
  const wrapper = (props: { children: ReactNode }) => (
    <TestApiProvider
      apis={[
        [deliveryApiRef, stubDeliveryApi({ getService })],
        [signalApiRef, signals],
      ]}
    >
      {props.children}
    </TestApiProvider>
  );
  const { result, unmount } = renderHook(
    () => useService({ namespace: 'default', name: 'checkout-api' }),
    { wrapper },
  );
  const announce = (...all: DeliverySignal[]) =>
    act(() => {
      for (const signal of all) {
        for (const listener of listeners) {
          listener(signal);
        }
      }
    });
  return { result, unmount, announce, listeners, getService };
}

const changed = (name: string): DeliverySignal => ({
  serviceRef: `component:default/${name}`,
  topic: 'service',
});

describe('useService', () => {
  it('reads again when a signal says that the service changed, once for a burst', async () => {
    const { announce, getService, result } = setUp();
    await waitFor(() => expect(result.current.data?.version).toBe(1));
    getService.mockResolvedValue(aServiceView([], { version: 2 }));
    announce(changed('checkout-api'), changed('checkout-api'));
    await waitFor(() => expect(result.current.data?.version).toBe(2));
    expect(getService).toHaveBeenCalledTimes(2);
  });

  it('does not lose its own change behind one of another service in the same moment', async () => {
    const { announce, getService, result } = setUp();
    await waitFor(() => expect(result.current.data?.version).toBe(1));
    getService.mockResolvedValue(aServiceView([], { version: 2 }));
    announce(changed('checkout-api'), changed('refunds'));
    await waitFor(() => expect(result.current.data?.version).toBe(2));
  });

  it('keeps what it knows while a later read fails', async () => {
    const { announce, getService, result } = setUp();
    await waitFor(() => expect(result.current.data?.version).toBe(1));
    getService.mockRejectedValue(new Error('The backend is restarting.'));
    announce(changed('checkout-api'));
    await waitFor(() =>
      expect(result.current.error?.message).toBe('The backend is restarting.'),
    );
    expect(result.current.data?.version).toBe(1);
  });

  it('reads again by itself when signals are lost', async () => {
    jest.replaceProperty(REPAIR_MS, 'live', 30);
    const { getService, result } = setUp();
    await waitFor(() => expect(result.current.data?.version).toBe(1));
    getService.mockResolvedValue(aServiceView([], { version: 2 }));
    await waitFor(() => expect(result.current.data?.version).toBe(2));
    jest.restoreAllMocks();
  });

  it('stops listening when the page is left', async () => {
    const { listeners, result, unmount } = setUp();
    await waitFor(() => expect(result.current.data).toBeDefined());
    expect(listeners.size).toBe(1);
    unmount();
    expect(listeners.size).toBe(0);
  });
});
