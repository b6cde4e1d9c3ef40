import { decideRollback } from './decideRollback';
import { aHold, aPromotion, aRelease } from './__testUtils__/promotionFixture';

const automatic = {
  policy: { rollback: 'automatic' },
  hold: undefined,
} as const;

describe('decideRollback', () => {
  it('rolls back to what ran before, not to the newest release', () => {
    const promotion = aPromotion({
      release: aRelease(5),
      fromRelease: aRelease(2),
    });
    expect(
      decideRollback(promotion, {
        ...automatic,
        verified: [aRelease(7), aRelease(4), aRelease(2)],
      }),
    ).toEqual({ rollBack: true, to: aRelease(2) });
  });

  it('rolls back to the newest older release that was verified there if what ran before was not', () => {
    const promotion = aPromotion({
      release: aRelease(5),
      fromRelease: aRelease(3),
    });
    expect(
      decideRollback(promotion, {
        ...automatic,
        verified: [
          aRelease(7),
          aRelease(4, { veto: { by: 'sam', at: '', reason: 'leaks' } }),
          aRelease(2),
          aRelease(1),
        ],
      }),
    ).toEqual({ rollBack: true, to: aRelease(2) });
  });

  it.each([
    [{ kind: 'auto-rollback' as const }, {}, 'a rollback is not rolled back'],
    [
      {},
      { policy: { rollback: 'manual' as const } },
      'the policy of production leaves rollbacks to people',
    ],
    [{}, { hold: aHold() }, 'pia holds production: Black Friday'],
    [{}, { verified: [] }, 'no other release was ever verified in production'],
  ])('says why it does not: %j %j', (promotion, facts, because) => {
    expect(
      decideRollback(aPromotion(promotion), {
        ...automatic,
        verified: [aRelease(1)],
        ...facts,
      }),
    ).toEqual({ rollBack: false, because });
  });
});
