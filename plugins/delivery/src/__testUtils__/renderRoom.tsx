import { Entity } from '@backstage/catalog-model';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  catalogApiRef,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { SignalApi, signalApiRef } from '@backstage/plugin-signals-react';
import {
  DELIVERY_SIGNAL_CHANNEL,
  DeliveryApi,
  DeliverySignal,
} from '@fairway/backstage-plugin-delivery-common';
import { act } from '@testing-library/react';
import { useLocation } from 'react-router-dom';
import { deliveryApiRef } from '../api/deliveryApiRef';
import { createServiceRouteRef } from '../fleet/createServiceRouteRef';
import { upgradeRouteRef } from '../goldenPath/upgradeRouteRef';
import { decideRouteRef } from '../routes';
import { stubDeliveryApi } from './stubDeliveryApi';

class ManualSignals implements SignalApi {
  readonly #listeners = new Set<(message: DeliverySignal) => void>();

  subscribe: SignalApi['subscribe'] = (channel, onMessage) => {
    if (channel !== DELIVERY_SIGNAL_CHANNEL) {
      return { unsubscribe: () => {} };
    }
    // Messages travel as JSON, so this is what the subscriber's own type is made of.
    const listener = (message: DeliverySignal) =>
      onMessage(JSON.parse(JSON.stringify(message)));
    this.#listeners.add(listener);
    return {
      unsubscribe: () => {
        this.#listeners.delete(listener);
      },
    };
  };

  async send(signal: DeliverySignal) {
    await act(async () => {
      for (const listener of this.#listeners) {
        listener(signal);
      }
    });
  }
}

/** Renders a page in a test app: the address is readable as text, and signals are sent by hand. */
export function renderRoom(
  page: JSX.Element,
  options: {
    api: Partial<DeliveryApi>;
    address?: string;
    viewer?: string;
    entity?: Entity;
    catalog?: Entity[];
  },
) {
  const signals = new ManualSignals();
  renderInTestApp(
    <>
      <main>
        {options.entity ? (
          <EntityProvider entity={options.entity}>{page}</EntityProvider>
        ) : (
          page
        )}
      </main>
      <Address />
    </>,
    {
      apis: [
        [deliveryApiRef, stubDeliveryApi(options.api)],
        [catalogApiRef, catalogApiMock({ entities: options.catalog ?? [] })],
        [signalApiRef, signals],
        mockApis.identity({
          userEntityRef: options.viewer ?? 'user:default/olga',
        }),
      ],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/delivery/approvals': decideRouteRef,
        '/create': createServiceRouteRef,
        '/create/templates/:namespace/:templateName': upgradeRouteRef,
      },
      initialRouteEntries: [options.address ?? '/'],
    },
  );
  return { signals };
}

function Address() {
  const { pathname, search } = useLocation();
  return <output aria-label="Address">{`${pathname}${search}`}</output>;
}
