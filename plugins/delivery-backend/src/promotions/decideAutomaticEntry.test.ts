import { decideAutomaticEntry } from './decideAutomaticEntry';
import { aHold, aPromotion, aRelease } from './__testUtils__/promotionFixture';
import { ENGINE_ACTOR } from './StoredPromotion';

function enter(more: Partial<Parameters<typeof decideAutomaticEntry>[0]> = {}) {
  return decideAutomaticEntry({
    environment: {
      name: 'staging',
      after: ['development'],
      entry: 'automatic',
    },
    releases: [aRelease(4), aRelease(3), aRelease(2)],
    verifiedIn: id => id !== 'r-4',
    running: aRelease(2),
    hold: undefined,
    active: undefined,
    triedBefore: new Set(),
    ...more,
  });
}

describe('decideAutomaticEntry', () => {
  it('takes the newest release that was verified before', () => {
    expect(enter()).toEqual({ enter: true, release: aRelease(3) });
  });

  it('skips vetoed and quarantined releases', () => {
    expect(
      enter({
        releases: [
          aRelease(6, { veto: { by: 'sam', at: '', reason: 'bad' } }),
          aRelease(5, { quarantine: { reason: 'CVE', at: '' } }),
          aRelease(3),
        ],
      }),
    ).toEqual({ enter: true, release: aRelease(3) });
  });

  it.each<[string, Parameters<typeof enter>[0]]>([
    [
      'a person decides',
      { environment: { name: 's', after: [], entry: 'manual' } },
    ],
    ['the environment is held', { hold: aHold() }],
    ['a newer release runs', { running: aRelease(9) }],
    ['the same release runs', { running: aRelease(3) }],
    ['it entered once already', { triedBefore: new Set(['r-3']) }],
    [
      'one is in flight',
      {
        active: aPromotion({
          state: 'verifying',
          requestedBy: ENGINE_ACTOR,
          release: aRelease(1),
        }),
      },
    ],
    [
      'a person waits for another',
      { active: aPromotion({ state: 'queued', release: aRelease(1) }) },
    ],
  ])('waits when %s', (_, more) => {
    expect(enter(more)).toEqual({ enter: false });
  });

  it('replaces an older one that waits and entered by itself', () => {
    const active = aPromotion({
      state: 'queued',
      requestedBy: ENGINE_ACTOR,
      release: aRelease(1),
    });
    expect(enter({ active })).toEqual({
      enter: true,
      release: aRelease(3),
      replaces: active,
    });
  });
});
