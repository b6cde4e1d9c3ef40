import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { SignInPageBlueprint } from '@backstage/plugin-app-react';

const signInPage = SignInPageBlueprint.make({
  params: {
    loader: async () =>
      import('./PortalSignInPage').then(module => module.PortalSignInPage),
  },
});

/** The way into this portal. */
export const signInModule = createFrontendModule({
  pluginId: 'app',
  extensions: [signInPage],
});
