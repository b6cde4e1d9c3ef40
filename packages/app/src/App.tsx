import { createApp } from '@backstage/frontend-defaults';
import { deliveryWizardModule } from '@fairway/backstage-plugin-delivery';
import { navModule } from './nav/navModule';
import { signInModule } from './signIn/signInModule';
import { startModule } from './start/startModule';

export default createApp({
  features: [navModule, signInModule, startModule, deliveryWizardModule],
});
