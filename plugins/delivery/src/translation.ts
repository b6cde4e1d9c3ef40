import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { statusMessages } from './status/messages';

/** Every text of the plugin, so that a portal can translate or reword it. @public */
export const deliveryTranslationRef = createTranslationRef({
  id: 'plugin.delivery',
  messages: {
    status: statusMessages,
  },
});
