import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  ApiBlueprint,
  PageBlueprint,
  createFrontendModule,
  createFrontendPlugin,
} from '@backstage/frontend-plugin-api';
import {
  EntityProvider,
  catalogApiRef,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { catalogApiMock } from '@backstage/plugin-catalog-react/testUtils';
import deliveryPlugin from '../src';
import { checkoutApi } from '../src/__testUtils__/renderForService';
import { stubDeliveryApi } from '../src/__testUtils__/stubDeliveryApi';
import { deliveryApiRef } from '../src/api/deliveryApiRef';
import { changes, waitingPromotions } from './approvalAnswers';
import { fleetAnswer } from './fleetAnswers';
import { detail, findings, security, service } from './securityAnswers';

const theme = new URLSearchParams(window.location.search).get('theme');
if (theme) {
  window.localStorage.setItem('theme', theme);
}

const api = stubDeliveryApi({
  getFleet: async query => fleetAnswer(query),
  getApprovals: async query => ({
    promotions:
      query?.scope === 'mine' || query?.scope === 'waiting'
        ? waitingPromotions
        : [],
    mine: 2,
    total: waitingPromotions.length,
  }),
  getPromotion: async () => waitingPromotions[0],
  previewPromotion: async () => changes,
  getService: async () => service,
  getSecurity: async () => security,
  getFindings: async () => ({ findings, total: findings.length }),
  getFinding: async (_service, id) => detail(id),
  decidePromotion: async () => waitingPromotions[0],
  triageFinding: async (_service, id) => detail(id),
});

const answers = createFrontendModule({
  pluginId: 'delivery',
  extensions: [
    ApiBlueprint.make({
      params: define =>
        define({ api: deliveryApiRef, deps: {}, factory: () => api }),
    }),
  ],
});

const catalog = createFrontendPlugin({
  pluginId: 'catalog',
  extensions: [
    ApiBlueprint.make({
      params: define =>
        define({
          api: catalogApiRef,
          deps: {},
          factory: () => catalogApiMock({ entities: [checkoutApi] }),
        }),
    }),
    PageBlueprint.make({
      params: {
        path: '/catalog/:namespace/:kind/:name',
        routeRef: entityRouteRef,
        title: 'Security',
        loader: async () => {
          const { SecurityContent } = await import(
            '../src/security/SecurityContent'
          );
          return (
            <EntityProvider entity={checkoutApi}>
              <div style={{ padding: 24 }}>
                <SecurityContent />
              </div>
            </EntityProvider>
          );
        },
      },
    }),
  ],
});

createDevApp({ features: [deliveryPlugin, answers, catalog] });
