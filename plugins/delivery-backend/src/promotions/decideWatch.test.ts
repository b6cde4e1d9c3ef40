import { decideWatch } from './decideWatch';
import { DeploymentFacts, DeploymentKnowledge } from './PromotionObservations';
import {
  aPromotion,
  aRelease,
  after,
  start,
} from './__testUtils__/promotionFixture';

const verified = aPromotion({
  state: 'succeeded',
  watchUntil: after(300).toISOString(),
  times: { verifying: start.toISOString() },
});
const degradedDeployment: DeploymentFacts = {
  digest: aRelease(2).digest,
  health: 'degraded',
  sync: 'synced',
  message: 'crash loop',
  healthSince: after(100).toISOString(),
  revisionHasCommit: true,
  checks: [],
};
const degraded: DeploymentKnowledge = {
  known: true,
  deployment: degradedDeployment,
};

describe('decideWatch', () => {
  it('takes the verdict back when the release stays degraded within the window', () => {
    const facts = { deployment: degraded, followed: false };
    expect(decideWatch(verified, facts, after(109))).toEqual({ do: 'wait' });
    expect(decideWatch(verified, facts, after(110))).toEqual({
      do: 'lose',
      because: '1.0.2 was verified and then lost its health: crash loop',
    });
  });

  it('ends with the window or with the next promotion', () => {
    expect(
      decideWatch(
        verified,
        { deployment: degraded, followed: false },
        after(300),
      ),
    ).toEqual({ do: 'end' });
    expect(
      decideWatch(
        verified,
        { deployment: degraded, followed: true },
        after(120),
      ),
    ).toEqual({ do: 'end' });
  });

  it('waits while nothing is known, and does not blame it for another digest', () => {
    expect(
      decideWatch(
        verified,
        { deployment: { known: false, because: 'stale' }, followed: false },
        after(120),
      ),
    ).toEqual({ do: 'wait' });
    const other: DeploymentKnowledge = {
      known: true,
      deployment: { ...degradedDeployment, digest: 'sha256:other' },
    };
    expect(
      decideWatch(verified, { deployment: other, followed: false }, after(120)),
    ).toEqual({ do: 'wait' });
  });
});
