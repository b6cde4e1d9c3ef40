import { createBackend } from '@backstage/backend-defaults';

const backend = createBackend();

backend.add(import('@backstage/plugin-app-backend'));
backend.add(import('@backstage/plugin-proxy-backend'));

backend.add(import('@backstage/plugin-auth-backend'));
backend.add(import('@backstage/plugin-auth-backend-module-github-provider'));
backend.add(import('./signIn/sandboxSignIn'));

backend.add(import('@backstage/plugin-permission-backend'));
backend.add(import('./policy/deliveryPolicyModule'));

backend.add(import('@backstage/plugin-catalog-backend'));
backend.add(
  import('@backstage/plugin-catalog-backend-module-scaffolder-entity-model'),
);
backend.add(import('@backstage/plugin-catalog-backend-module-logs'));

backend.add(import('@backstage/plugin-scaffolder-backend'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-github'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-gitlab'));
backend.add(import('@backstage/plugin-scaffolder-backend-module-azure'));
backend.add(
  import('@fairway/backstage-plugin-scaffolder-backend-module-delivery'),
);

backend.add(import('@backstage/plugin-techdocs-backend'));

backend.add(import('@backstage/plugin-search-backend'));
backend.add(import('@backstage/plugin-search-backend-module-catalog'));
backend.add(import('@backstage/plugin-search-backend-module-techdocs'));

backend.add(import('@backstage/plugin-events-backend'));
backend.add(import('@backstage/plugin-events-backend-module-github'));
backend.add(import('@backstage/plugin-events-backend-module-gitlab'));
backend.add(import('@backstage/plugin-events-backend-module-azure'));
backend.add(import('@backstage/plugin-signals-backend'));
backend.add(import('@backstage/plugin-notifications-backend'));
backend.add(import('@backstage/plugin-user-settings-backend'));

backend.add(import('@backstage/plugin-kubernetes-backend'));

backend.add(import('@fairway/backstage-plugin-delivery-backend'));
backend.add(import('@fairway/backstage-plugin-delivery-backend-module-github'));
backend.add(import('@fairway/backstage-plugin-delivery-backend-module-gitlab'));
backend.add(
  import('@fairway/backstage-plugin-delivery-backend-module-azure-devops'),
);
backend.add(
  import('@fairway/backstage-plugin-delivery-backend-module-kubernetes'),
);
backend.add(import('@fairway/backstage-plugin-delivery-backend-module-argocd'));
backend.add(import('@fairway/backstage-plugin-delivery-backend-module-flux'));

backend.start();
