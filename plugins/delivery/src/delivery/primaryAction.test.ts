import {
  aPromotion,
  aPromotionView,
  aRelease,
  anEnvironment,
} from '../__testUtils__/serviceViewBuilder';
import { primaryAction } from './primaryAction';

const candidate = aRelease('1.15.0');

describe('primaryAction', () => {
  it('puts forward what waits for the viewer before anything else', () => {
    expect(
      primaryAction(
        [anEnvironment('production', { candidate })],
        aPromotionView(aPromotion('awaiting-approval'), { canApprove: true }),
      ),
    ).toEqual({ kind: 'decide', promotionId: 'promotion-awaiting-approval' });
  });

  it('puts forward the first environment into which something newer may be promoted', () => {
    expect(
      primaryAction(
        [
          anEnvironment('development', { entry: 'pipeline', candidate }),
          anEnvironment('staging', {
            candidate,
            promotion: aPromotion('verifying'),
          }),
          anEnvironment('canary', {
            candidate,
            abilities: {
              promote: { allowed: false },
              rollback: { allowed: true },
              hold: { allowed: true },
            },
          }),
          anEnvironment('production', { candidate }),
        ],
        undefined,
      ),
    ).toEqual({ kind: 'promote', environment: 'production' });
  });

  it('puts nothing forward where there is nothing newer', () => {
    expect(
      primaryAction([anEnvironment('production')], undefined),
    ).toBeUndefined();
  });
});
