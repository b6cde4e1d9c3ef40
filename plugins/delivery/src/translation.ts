import { createTranslationRef } from '@backstage/frontend-plugin-api';
import { deliveryMessages } from './delivery/messages';
import { goldenPathMessages } from './goldenPath/messages';
import { overviewMessages } from './overview/messages';
import { promoteMessages } from './promote/messages';
import { statusMessages } from './status/messages';

/** Every text of the plugin, so that a portal can translate or reword it. @public */
export const deliveryTranslationRef = createTranslationRef({
  id: 'plugin.delivery',
  messages: {
    status: statusMessages,
    delivery: deliveryMessages,
    promote: promoteMessages,
    overview: overviewMessages,
    goldenPath: goldenPathMessages,
  },
});
