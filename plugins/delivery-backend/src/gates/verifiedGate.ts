import { z } from 'zod';
import { BuiltInGate } from './BuiltInGate';

/** The release was verified in every environment before this one. */
export const verifiedGate: BuiltInGate = {
  id: 'verified',
  title: 'Verified before',
  settingsSchema: z.strictObject({}),
  evaluate({ verifiedIn }) {
    const missing = verifiedIn.filter(each => each.at === undefined);
    if (missing.length > 0) {
      const names = missing.map(each => each.environment).join(' and ');
      return { state: 'pending', evidence: `not verified in ${names} yet` };
    }
    const times = verifiedIn.flatMap(each => (each.at ? [each.at] : []));
    const names = verifiedIn.map(each => each.environment).join(' and ');
    return {
      state: 'passed',
      evidence: names ? `verified in ${names}` : 'nothing comes before',
      asOf: times.sort().pop(),
    };
  },
};
