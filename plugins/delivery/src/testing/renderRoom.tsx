import { Entity } from '@backstage/catalog-model';
import { mockApis, renderInTestApp } from '@backstage/frontend-test-utils';
import {
  EntityProvider,
  catalogApiRef,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import { DeliveryApi } from '@fairway/backstage-plugin-delivery-common';
import { useLocation } from 'react-router-dom';
import { deliveryApiRef } from '../api/deliveryApiRef';
import { decideRouteRef } from '../routes';

const methods = [
  'getService',
  'getFleet',
  'getHistory',
  'getTrack',
  'getReleases',
  'getSources',
  'getSecurity',
  'getFindings',
  'getFinding',
  'triageFinding',
  'previewPromotion',
  'requestPromotion',
  'getPromotion',
  'getApprovals',
  'decidePromotion',
  'cancelPromotion',
  'holdEnvironment',
  'releaseHold',
  'vetoRelease',
  'withdrawVeto',
] as const satisfies readonly (keyof DeliveryApi)[];

/** A delivery API of which a test answers only what its page may ask. */
export function deliveryApiThat(answers: Partial<DeliveryApi>): DeliveryApi {
  const refuse = (method: string) => () =>
    Promise.reject(new Error(`This test did not expect ${method}`));
  return {
    ...(Object.fromEntries(
      methods.map(method => [method, refuse(method)]),
    ) as Record<(typeof methods)[number], () => Promise<never>>),
    ...answers,
  };
}

/** Renders a page of this plugin in a test app, with the address readable as text. */
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
  return renderInTestApp(
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
        [deliveryApiRef, deliveryApiThat(options.api)],
        [catalogApiRef, catalogApiMock({ entities: options.catalog ?? [] })],
        mockApis.identity({
          userEntityRef: options.viewer ?? 'user:default/olga',
        }),
      ],
      mountedRoutes: {
        '/catalog/:namespace/:kind/:name': entityRouteRef,
        '/delivery/approvals': decideRouteRef,
      },
      initialRouteEntries: [options.address ?? '/'],
    },
  );
}

function Address() {
  const { pathname, search } = useLocation();
  return <output aria-label="Address">{`${pathname}${search}`}</output>;
}
