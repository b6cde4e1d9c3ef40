import { ObservedDeployment } from '../deployments/DeploymentStore';
import { decideObservedVerification } from './decideObservedVerification';
import {
  aPolicy,
  aRelease,
  after,
  start,
} from './__testUtils__/promotionFixture';

const { digest } = aRelease(2);

function verified(
  more: Partial<ObservedDeployment> = {},
  checks: string[] = [],
  seconds = 30,
) {
  return decideObservedVerification(
    {
      environment: 'development',
      release: aRelease(2),
      digest,
      health: 'healthy',
      sync: 'synced',
      revision: 'a'.repeat(40),
      checks: [],
      since: start.toISOString(),
      healthSince: start.toISOString(),
      provenance: [{ source: 'argocd', state: 'fresh' }],
      ...more,
    },
    { ...aPolicy().verification, checks },
    after(seconds),
  );
}

describe('decideObservedVerification', () => {
  it('believes a release that was healthy for the soak time, and says when to look again', () => {
    expect(verified()).toEqual({ verified: true });
    expect(verified({}, [], 29)).toEqual({
      verified: false,
      lookAgainAt: after(30),
    });
    expect(verified({ healthSince: after(10).toISOString() })).toEqual({
      verified: false,
      lookAgainAt: after(40),
    });
  });

  it.each<[string, Partial<ObservedDeployment>]>([
    ['it is not healthy', { health: 'progressing' }],
    ['it is out of sync', { sync: 'out-of-sync' }],
    ['another release is on its way', { desiredDigest: 'sha256:other' }],
    ['no release is known', { release: undefined }],
    ['nobody knows since when', { since: undefined, healthSince: undefined }],
    ['a source is stale', { provenance: [{ source: 'k', state: 'stale' }] }],
    ['nothing was ever seen', { provenance: [] }],
  ])('does not when %s', (_, more) => {
    expect(verified(more)).toEqual({ verified: false });
  });

  it('asks for the newest run of each required check, of this release', () => {
    const smoke = { name: 'smoke', kind: 'smoke-test', digest } as const;
    const passed = { ...smoke, state: 'passed', at: '2026-01-01' } as const;
    const failed = { ...smoke, state: 'failed', at: '2026-01-02' } as const;
    const needed = ['smoke-test'];
    expect(verified({}, needed)).toEqual({ verified: false });
    expect(verified({ checks: [passed] }, needed)).toEqual({ verified: true });
    expect(verified({ checks: [passed, failed] }, needed)).toEqual({
      verified: false,
    });
    expect(
      verified({ checks: [{ ...passed, digest: 'sha256:other' }] }, needed),
    ).toEqual({ verified: false });
  });
});
