import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { AuthenticationError } from '@backstage/errors';
import {
  authProvidersExtensionPoint,
  createProxyAuthenticator,
  createProxyAuthProviderFactory,
} from '@backstage/plugin-auth-node';

const PERSON_HEADER = 'x-fairway-person';

const authenticator = createProxyAuthenticator({
  defaultProfileTransform: async (person: { entityRef: string }) => ({
    profile: { displayName: person.entityRef },
  }),
  initialize({ config }) {
    return new Set(
      config
        .getConfigArray('people')
        .map(person => person.getString('entityRef')),
    );
  },
  async authenticate({ req }, people) {
    const entityRef = req.header(PERSON_HEADER);
    if (!entityRef || !people.has(entityRef)) {
      throw new AuthenticationError(
        `The sandbox does not know '${
          entityRef ?? ''
        }'; choose one of its people on the sign-in page`,
      );
    }
    return { result: { entityRef } };
  },
});

/**
 * Lets a visitor of the sandbox sign in as one of its people, without a password. It exists only where
 * `auth.providers.sandbox` is configured, and a production process refuses to start with it.
 */
export default createBackendModule({
  pluginId: 'auth',
  moduleId: 'sandbox-sign-in',
  register(reg) {
    reg.registerInit({
      deps: {
        config: coreServices.rootConfig,
        providers: authProvidersExtensionPoint,
      },
      async init({ config, providers }) {
        if (!config.has('auth.providers.sandbox')) {
          return;
        }
        if (process.env.NODE_ENV === 'production') {
          throw new Error(
            'auth.providers.sandbox lets anyone in without a password and must not be configured in production; ' +
              'remove it, or do not load app-config.sandbox.yaml',
          );
        }
        providers.registerProvider({
          providerId: 'sandbox',
          factory: createProxyAuthProviderFactory({
            authenticator,
            signInResolver: async ({ result }, context) =>
              context.signInWithCatalogUser({ entityRef: result.entityRef }),
          }),
        });
      },
    });
  },
});
