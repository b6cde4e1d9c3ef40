import {
  Health,
  PromotionState,
  isFinal,
} from '@fairway/backstage-plugin-delivery-common';
import fc from 'fast-check';
import { applyDecision, applyWritten } from './applyDecision';
import { decidePromotion } from './decidePromotion';
import { decideRollback } from './decideRollback';
import { judgeApprovals } from './judgeApprovals';
import { PromotionObservations } from './PromotionObservations';
import {
  aHold,
  aPolicy,
  aPromotion,
  aRelease,
  after,
  anApproval,
  commit,
  observed,
  policyVersion,
} from './promotionFixture';

const healths: Health[] = [
  'healthy',
  'progressing',
  'degraded',
  'suspended',
  'missing',
  'unknown',
];
const written = 'a'.repeat(40);

/** What the world may look like at a moment, told in seconds since the start. */
const moment = fc.record({
  pause: fc.integer({ min: 1, max: 400 }),
  gate: fc.constantFrom('passed', 'pending', 'failed', 'waived'),
  held: fc.constantFrom('no', 'no', 'no', 'by a person', 'by a rollback'),
  frozen: fc.boolean(),
  quarantined: fc.constantFrom(false, false, false, true),
  vetoed: fc.constantFrom(false, false, false, true),
  manifests: fc.constantFrom(commit, commit, 'd'.repeat(40), undefined),
  policy: fc.constantFrom(policyVersion, policyVersion, 'policy-2'),
  approvers: fc.subarray(['olga', 'pia', 'sam']),
  objection: fc.constantFrom(false, false, false, true),
  known: fc.constantFrom(true, true, false),
  applied: fc.boolean(),
  serving: fc.boolean(),
  health: fc.constantFrom(...healths),
  pushed: fc.boolean(),
});

type Moment = typeof moment extends fc.Arbitrary<infer T> ? T : never;

function look(facts: Moment, now: Date): PromotionObservations {
  const { digest } = aRelease(2);
  const bound = { manifestsCommit: commit, policyVersion };
  const approvals = facts.approvers.map(name =>
    anApproval({ by: `user:default/${name}`, ...bound }),
  );
  if (facts.objection) {
    approvals.push(
      anApproval({ by: 'user:default/zoe', decision: 'rejected', ...bound }),
    );
  }
  const holds = {
    no: undefined,
    'by a person': aHold(),
    'by a rollback': aHold({ promotionId: 'p-0' }),
  };
  return observed({
    release: aRelease(2, {
      quarantine: facts.quarantined ? { reason: 'CVE', at: '' } : undefined,
      veto: facts.vetoed ? { by: 'sam', reason: 'bad', at: '' } : undefined,
    }),
    gates: [{ id: 'g', title: 'G', state: facts.gate, evidence: '' }],
    approvals,
    hold: holds[facts.held],
    freeze: facts.frozen
      ? {
          name: 'Weekend',
          environment: 'production',
          from: '',
          until: new Date(now.getTime() + 3_600_000).toISOString(),
        }
      : undefined,
    manifestsCommit: facts.manifests,
    verifiedHere: true,
    deployment: facts.known
      ? {
          known: true,
          deployment: {
            digest: facts.serving ? digest : 'sha256:other',
            desiredDigest: digest,
            health: facts.health,
            sync: 'synced',
            revision: written,
            revisionHasCommit: facts.applied,
            checks: [],
          },
        }
      : { known: false, because: 'the cluster does not answer' },
  });
}

const allowed: Record<PromotionState, PromotionState[]> = {
  requested: ['gating'],
  gating: ['gating', 'awaiting-approval', 'queued', 'rejected'],
  'awaiting-approval': ['awaiting-approval', 'queued', 'rejected'],
  queued: ['awaiting-approval', 'queued', 'writing', 'rejected'],
  writing: ['writing', 'queued', 'syncing'],
  syncing: ['syncing', 'verifying', 'failed'],
  verifying: ['verifying', 'succeeded', 'failed'],
  succeeded: [],
  rejected: [],
  cancelled: [],
  superseded: [],
  failed: [],
};

describe('any history of a promotion', () => {
  it('keeps the rules of the life cycle', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('promote', 'rollback', 'auto-rollback'),
        fc.integer({ min: 0, max: 3 }),
        fc.array(moment, { minLength: 1, maxLength: 40 }),
        (kind, quorum, moments) => {
          let promotion = aPromotion({ kind });
          let seconds = 0;
          for (const facts of moments) {
            seconds += facts.pause;
            const now = after(seconds);
            const policy = aPolicy({
              version: facts.policy,
              approvals: kind === 'promote' ? quorum : 0,
            });
            const seen = look(facts, now);
            const decision = decidePromotion(promotion, seen, policy, now);
            expect(decidePromotion(promotion, seen, policy, now)).toEqual(
              decision,
            );
            const before = promotion;

            if (decision.do === 'write') {
              const verdict = judgeApprovals(seen.approvals, {
                manifestsCommit: facts.manifests ?? '',
                policyVersion: facts.policy,
              });
              expect(verdict.have).toBeGreaterThanOrEqual(policy.approvals);
              expect(verdict.rejected).toBeUndefined();
              expect(facts.quarantined || facts.vetoed).toBe(false);
              expect(facts.gate).not.toMatch(/failed|pending/);
              expect(facts.held).not.toBe('by a person');
              expect(kind === 'promote' && facts.held !== 'no').toBe(false);
              expect(kind === 'promote' && facts.frozen).toBe(false);
              promotion = applyWritten(
                promotion,
                { commit: written },
                policy,
                now,
              );
            } else if (decision.do === 'find-write') {
              promotion = facts.pushed
                ? applyWritten(promotion, { commit: written }, policy, now)
                : { ...promotion, state: 'queued' };
            } else {
              promotion = applyDecision(promotion, decision, seen, policy, now);
              if (decision.do === 'finish') {
                expect(decision.harmed).toBe(decision.state === 'failed');
                const unknown = !facts.known || facts.health === 'unknown';
                const aboutDeployment = before.manifestsCommit !== undefined;
                expect(aboutDeployment && !facts.known).toBe(false);
                expect(decision.state === 'succeeded' && unknown).toBe(false);
              }
              if (decision.do === 'finish' && decision.state === 'succeeded') {
                expect(facts).toMatchObject({
                  health: 'healthy',
                  serving: true,
                  applied: true,
                });
              }
            }

            if (isFinal(before.state)) {
              expect(promotion).toEqual(before);
            } else if (promotion.state !== before.state) {
              expect(allowed[before.state]).toContain(promotion.state);
            }
            expect(Boolean(promotion.finishedAt)).toBe(
              isFinal(promotion.state),
            );
          }
        },
      ),
      { numRuns: 2000 },
    );
  });
});

describe('any automatic rollback', () => {
  it('goes only to a good release that was verified there, and never answers a rollback', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('promote', 'rollback', 'auto-rollback'),
        fc.constantFrom('automatic', 'manual'),
        fc.constantFrom('no', 'by a person', 'by a rollback'),
        fc.array(
          fc.record({
            sequence: fc.integer({ min: 1, max: 9 }),
            vetoed: fc.boolean(),
            quarantined: fc.boolean(),
          }),
          { maxLength: 6 },
        ),
        (kind, rollback, held, history) => {
          const verified = history.map(each =>
            aRelease(each.sequence, {
              veto: each.vetoed ? { by: 's', reason: '', at: '' } : undefined,
              quarantine: each.quarantined ? { reason: '', at: '' } : undefined,
            }),
          );
          const holds = {
            no: undefined,
            'by a person': aHold(),
            'by a rollback': aHold({ promotionId: 'p-0' }),
          };
          const promotion = aPromotion({ kind, state: 'failed' });
          const answer = decideRollback(promotion, {
            policy: { rollback },
            hold: holds[held],
            verified,
          });
          if (!answer.rollBack) {
            return;
          }
          expect(kind).toBe('promote');
          expect(rollback).toBe('automatic');
          expect(held).not.toBe('by a person');
          expect(verified).toContain(answer.to);
          expect(answer.to.veto ?? answer.to.quarantine).toBeUndefined();
          expect(answer.to.digest).not.toBe(promotion.release.digest);
        },
      ),
      { numRuns: 1000 },
    );
  });
});
