import { DeploymentFacts } from './PromotionObservations';
import { decidePromotion } from './decidePromotion';
import {
  aHold,
  aPolicy,
  aPromotion,
  aRelease,
  after,
  anApproval,
  observed,
  quorumOf,
  start,
} from './__testUtils__/promotionFixture';

const gate = { id: 'tests', title: 'Tests', evidence: '1 failed' };
const freeze = {
  name: 'Weekend',
  environment: 'production',
  from: start.toISOString(),
  until: after(3600).toISOString(),
};

function decide(
  promotion: Parameters<typeof aPromotion>[0],
  observations: Parameters<typeof observed>[0] = {},
  policy: Parameters<typeof aPolicy>[0] = {},
  now = start,
) {
  return decidePromotion(
    aPromotion(promotion),
    observed(observations),
    aPolicy(policy),
    now,
  );
}

describe('before the write', () => {
  it('goes from requested to gating', () => {
    expect(decide({})).toEqual({ do: 'enter', state: 'gating' });
  });

  it('waits while a gate has no result', () => {
    expect(
      decide(
        { state: 'gating' },
        { gates: [{ ...gate, state: 'pending', evidence: 'scan runs' }] },
      ),
    ).toMatchObject({ do: 'wait', detail: "gate 'Tests': scan runs" });
  });

  it.each(['gating', 'awaiting-approval', 'queued'] as const)(
    'is rejected in %s when a gate fails, and harms nothing',
    state => {
      expect(
        decide({ state }, { gates: [{ ...gate, state: 'failed' }] }),
      ).toEqual({
        do: 'finish',
        state: 'rejected',
        outcome: "Gate 'Tests' failed: 1 failed",
        harmed: false,
      });
    },
  );

  it('asks for approval, or goes on if nobody has to approve', () => {
    expect(decide({ state: 'gating' })).toMatchObject({
      state: 'awaiting-approval',
    });
    expect(
      decide({ state: 'gating' }, {}, { approvals: quorumOf(0) }),
    ).toMatchObject({
      state: 'queued',
    });
  });

  it('counts each person once towards the quorum', () => {
    const twice = [anApproval(), anApproval({ at: after(1).toISOString() })];
    expect(
      decide(
        { state: 'awaiting-approval' },
        { approvals: twice },
        { approvals: quorumOf(2) },
      ),
    ).toMatchObject({ do: 'wait', detail: 'approvals: 1 of 2' });
    expect(
      decide(
        { state: 'awaiting-approval' },
        { approvals: [...twice, anApproval({ by: 'user:default/pia' })] },
        { approvals: quorumOf(2) },
      ),
    ).toMatchObject({ do: 'enter', state: 'queued' });
  });

  it('ends when an approver says no', () => {
    expect(
      decide(
        { state: 'awaiting-approval' },
        { approvals: [anApproval({ decision: 'rejected', comment: 'No' })] },
      ),
    ).toMatchObject({
      do: 'finish',
      state: 'rejected',
      outcome: 'Rejected by olga: No',
    });
  });

  it.each([
    ['manifests', { manifestsCommit: 'd'.repeat(40) }],
    ['policy', { policyVersion: 'policy-0' }],
  ])('lets approvals lapse when the %s changed', (_, change) => {
    expect(
      decide({ state: 'queued' }, { approvals: [anApproval(change)] }),
    ).toMatchObject({
      do: 'enter',
      state: 'awaiting-approval',
      lapse: expect.stringContaining('approvals lapsed'),
    });
  });

  it('neither passes nor lapses while the manifests are not known', () => {
    expect(
      decide(
        { state: 'queued' },
        { approvals: [anApproval()], manifestsCommit: undefined },
      ),
    ).toMatchObject({ do: 'wait' });
  });

  it('waits for a hold and for the end of a freeze', () => {
    const approvals = [anApproval()];
    expect(
      decide({ state: 'queued' }, { approvals, hold: aHold() }),
    ).toMatchObject({ do: 'wait', detail: expect.stringContaining('pia') });
    expect(decide({ state: 'queued' }, { approvals, freeze })).toMatchObject({
      do: 'wait',
      until: freeze.until,
    });
    expect(decide({ state: 'queued' }, { approvals })).toEqual({
      do: 'enter',
      state: 'writing',
    });
  });

  it('starts in a freeze only after an override', () => {
    expect(
      decide(
        {
          state: 'queued',
          freezeOverride: { by: 'user:default/olga', reason: '!', freeze: 'W' },
        },
        { approvals: [anApproval()], freeze },
      ),
    ).toMatchObject({ state: 'writing' });
  });

  it('lets rollbacks through freezes unless the policy binds them', () => {
    const rollback = { state: 'queued', kind: 'rollback' } as const;
    const facts = { provenHere: true, freeze };
    expect(decide(rollback, facts, { approvals: quorumOf(0) })).toMatchObject({
      state: 'writing',
    });
    expect(
      decide(rollback, facts, {
        approvals: quorumOf(0),
        freezesBindRollbacks: true,
      }),
    ).toMatchObject({ do: 'wait' });
  });

  it('lets a rollback through the hold of an earlier one, not through that of a person', () => {
    const rollback = { state: 'queued', kind: 'rollback' } as const;
    const facts = { provenHere: true };
    expect(
      decide(
        rollback,
        { ...facts, hold: aHold({ promotionId: 'p-0' }) },
        { approvals: quorumOf(0) },
      ),
    ).toMatchObject({ state: 'writing' });
    expect(
      decide(rollback, { ...facts, hold: aHold() }, { approvals: quorumOf(0) }),
    ).toMatchObject({ do: 'wait' });
  });

  it.each([
    [
      'quarantined',
      { quarantine: { reason: 'CVE', at: '' } },
      '1.0.2 is quarantined: CVE',
    ],
    [
      'vetoed',
      { veto: { by: 'user:default/sam', reason: 'leaks', at: '' } },
      '1.0.2 was marked bad by sam: leaks',
    ],
  ])('is rejected when the release is %s meanwhile', (_, more, outcome) => {
    expect(
      decide({ state: 'queued' }, { release: aRelease(2, more) }),
    ).toMatchObject({ do: 'finish', state: 'rejected', outcome });
  });

  it('only looks whether it wrote when a hold came after the write began', () => {
    const approvals = [anApproval()];
    expect(decide({ state: 'writing' }, { approvals })).toEqual({
      do: 'write',
    });
    expect(decide({ state: 'writing' }, { approvals, hold: aHold() })).toEqual({
      do: 'find-write',
    });
  });
});

describe('after the write', () => {
  const written = {
    manifestsCommit: 'a'.repeat(40),
    deadlineAt: after(600).toISOString(),
    times: {
      writing: start.toISOString(),
      syncing: start.toISOString(),
      verifying: start.toISOString(),
    },
  };
  const { digest } = aRelease(2);
  const fine: DeploymentFacts = {
    digest,
    health: 'healthy',
    sync: 'synced',
    revision: 'a'.repeat(40),
    revisionHasCommit: true,
    since: start.toISOString(),
    healthSince: start.toISOString(),
    checks: [],
  };

  function verify(
    deployment: Partial<DeploymentFacts>,
    seconds: number,
    more: Parameters<typeof aPromotion>[0] = {},
    checks: string[] = [],
  ) {
    return decide(
      { state: 'verifying', ...written, ...more },
      { deployment: { known: true, deployment: { ...fine, ...deployment } } },
      { verification: { ...aPolicy().verification, checks } },
      after(seconds),
    );
  }

  it('waits until the commit is applied', () => {
    const syncing = { state: 'syncing' } as const;
    expect(verify({ revisionHasCommit: false }, 1, syncing)).toMatchObject({
      do: 'wait',
      detail: 'the commit to be applied',
    });
    expect(verify({}, 1, syncing)).toEqual({ do: 'enter', state: 'verifying' });
    expect(
      verify({ revisionHasCommit: undefined, digest: 'x' }, 1, syncing),
    ).toMatchObject({ do: 'wait' });
    expect(
      verify(
        { revisionHasCommit: undefined, digest: 'x', desiredDigest: digest },
        1,
        syncing,
      ),
    ).toMatchObject({ do: 'enter' });
  });

  it('succeeds after the soak time, counted from when it became healthy', () => {
    const healthSince = after(20).toISOString();
    expect(verify({ healthSince }, 49)).toMatchObject({
      do: 'wait',
      until: after(50).toISOString(),
    });
    expect(verify({ healthSince }, 50)).toMatchObject({ state: 'succeeded' });
  });

  it.each([
    ['another digest serves', { digest: 'sha256:other' }],
    ['it is progressing', { health: 'progressing' }],
    ['it is suspended', { health: 'suspended' }],
    ['it is out of sync', { sync: 'out-of-sync' }],
  ] as const)('waits and then fails when %s', (_, deployment) => {
    expect(verify(deployment, 599)).toMatchObject({
      do: 'wait',
      clock: 'runs',
    });
    expect(verify(deployment, 600)).toMatchObject({
      do: 'finish',
      state: 'failed',
      harmed: true,
      outcome: expect.stringContaining('Waited 600 s for'),
    });
  });

  it('fails when the release stays degraded, not at the first hiccup', () => {
    const degraded = {
      health: 'degraded',
      message: 'crash loop',
      healthSince: after(5).toISOString(),
    } as const;
    expect(verify(degraded, 14)).toMatchObject({ do: 'wait' });
    expect(verify(degraded, 15)).toMatchObject({
      state: 'failed',
      outcome: '1.0.2 is degraded: crash loop',
    });
  });

  it('fails when the new release is degraded while the old one still serves', () => {
    expect(
      verify(
        { health: 'degraded', digest: 'sha256:old', desiredDigest: digest },
        20,
      ),
    ).toMatchObject({ state: 'failed' });
  });

  it('does not blame the release for what was degraded before it', () => {
    expect(
      verify({ health: 'degraded', digest: 'sha256:old' }, 20),
    ).toMatchObject({ do: 'wait' });
  });

  it('never fails and never passes on what is not known', () => {
    for (const state of ['syncing', 'verifying'] as const) {
      expect(
        decide(
          { state, ...written },
          { deployment: { known: false, because: 'kubernetes is stale' } },
          {},
          after(100_000),
        ),
      ).toEqual({ do: 'wait', detail: 'kubernetes is stale', clock: 'stands' });
    }
    expect(verify({ health: 'unknown' }, 100_000)).toMatchObject({
      do: 'wait',
      clock: 'stands',
    });
  });

  it('moves the deadline by the time in which nothing was known', () => {
    const pausedAt = after(10).toISOString();
    const progressing = { health: 'progressing' } as const;
    expect(verify(progressing, 1000, { pausedAt })).toMatchObject({
      do: 'wait',
    });
    expect(verify(progressing, 1000)).toMatchObject({ state: 'failed' });
  });

  describe('with a required check', () => {
    const smoke = {
      name: 'smoke-test',
      kind: 'smoke-test',
      state: 'passed',
      ofThis: true,
    } as const;

    it('needs it to pass for this release', () => {
      expect(verify({}, 40, {}, ['smoke-test'])).toMatchObject({
        do: 'wait',
        detail: "check 'smoke-test' to pass",
      });
      expect(
        verify({ checks: [{ ...smoke, ofThis: false }] }, 40, {}, [
          'smoke-test',
        ]),
      ).toMatchObject({ do: 'wait' });
      expect(verify({ checks: [smoke] }, 40, {}, ['smoke-test'])).toMatchObject(
        { state: 'succeeded' },
      );
    });

    it('fails with it at once, by the newest run', () => {
      const failed = {
        ...smoke,
        state: 'failed',
        summary: '3 of 42',
        at: after(9).toISOString(),
      } as const;
      const earlier = { ...smoke, at: after(5).toISOString() };
      expect(
        verify({ checks: [failed, earlier] }, 10, {}, ['smoke-test']),
      ).toMatchObject({
        state: 'failed',
        outcome: "Check 'smoke-test' failed: 3 of 42",
      });
    });

    it('does not need it again for a release that passed it here before', () => {
      expect(
        verify({}, 40, { kind: 'rollback' }, ['smoke-test']),
      ).toMatchObject({ state: 'succeeded' });
    });
  });

  it.each([
    'succeeded',
    'failed',
    'rejected',
    'cancelled',
    'superseded',
  ] as const)('rests once it is %s', state => {
    expect(decide({ state })).toEqual({ do: 'rest' });
  });
});
