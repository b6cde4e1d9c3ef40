import { Entity } from '@backstage/catalog-model';
import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendModule,
  createFrontendPlugin,
  createRouteRef,
} from '@backstage/frontend-plugin-api';
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { RiRocketLine } from '@remixicon/react';
import { useSearchParams } from 'react-router-dom';
import deliveryPlugin, { deliveryApiRef } from '../src';
import { DeliveryContent } from '../src/delivery/DeliveryContent';
import { DeliveryCard } from '../src/overview/DeliveryCard';
import { SecurityCard } from '../src/overview/SecurityCard';
import { WaitingForMe } from '../src/overview/WaitingForMe';
import { NOW } from '../src/__testUtils__/serviceViewBuilder';
import { storyDeliveryApi } from './storyDeliveryApi';

// The story has a date; ages are only right at its time.
const ahead = Date.now() - Date.parse(NOW);
const realNow = Date.now;
Date.now = () => realNow() - ahead;

const entity = (name: string): Entity => ({
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: { name, annotations: { 'fairway.dev/pipeline': 'standard' } },
  spec: { type: 'service', owner: 'group:default/payments' },
});

function StoryTab() {
  const [search] = useSearchParams();
  return (
    <EntityProvider entity={entity(search.get('service') ?? 'checkout-api')}>
      <div style={{ padding: 24 }}>
        <DeliveryContent />
      </div>
    </EntityProvider>
  );
}

function StoryCards() {
  return (
    <EntityProvider entity={entity('checkout-api')}>
      <div
        style={{
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fit, minmax(360px, 1fr))',
          gap: 16,
          padding: 24,
        }}
      >
        <DeliveryCard />
        <SecurityCard />
        <WaitingForMe />
      </div>
    </EntityProvider>
  );
}

const story = createFrontendPlugin({
  pluginId: 'story',
  extensions: [
    PageBlueprint.make({
      name: 'tab',
      params: {
        path: '/story',
        title: 'Delivery tab',
        icon: <RiRocketLine />,
        routeRef: createRouteRef(),
        loader: async () => <StoryTab />,
      },
    }),
    PageBlueprint.make({
      name: 'cards',
      params: {
        path: '/cards',
        title: 'Cards',
        icon: <RiRocketLine />,
        routeRef: createRouteRef(),
        loader: async () => <StoryCards />,
      },
    }),
    PageBlueprint.make({
      name: 'entity',
      params: {
        path: '/catalog/:namespace/:kind/:name',
        routeRef: entityRouteRef,
        loader: async () => <StoryTab />,
      },
    }),
  ],
});

createDevApp({
  features: [
    deliveryPlugin,
    story,
    createFrontendModule({
      pluginId: 'delivery',
      extensions: [
        ApiBlueprint.make({
          params: defineParams =>
            defineParams({
              api: deliveryApiRef,
              deps: {},
              factory: () => storyDeliveryApi(),
            }),
        }),
      ],
    }),
  ],
});
