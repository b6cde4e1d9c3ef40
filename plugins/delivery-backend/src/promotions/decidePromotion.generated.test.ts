import {
  Health,
  PromotionState,
  isFinal,
} from '@fairway/backstage-plugin-delivery-common';
import fc from 'fast-check';
import { applyDecision, applyWritten } from './applyDecision';
import { PromotionDecision, decidePromotion } from './decidePromotion';
import { decideRollback } from './decideRollback';
import { judgeApprovals } from './judgeApprovals';
import {
  PromotionObservations,
  PromotionPolicy,
} from './PromotionObservations';
import { StoredPromotion } from './StoredPromotion';
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
  quorumOf,
} from './__testUtils__/promotionFixture';

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
const anyMoment = fc.record({
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

/** Without calm moments hardly any history would come to a good end. */
const calm = {
  gate: 'passed',
  held: 'no',
  frozen: false,
  quarantined: false,
  vetoed: false,
  manifests: commit,
  policy: policyVersion,
  approvers: ['olga', 'pia', 'sam'],
  objection: false,
  known: true,
  applied: true,
  serving: true,
  health: 'healthy',
} as const;

type Moment = typeof anyMoment extends fc.Arbitrary<infer T> ? T : never;

const moment: fc.Arbitrary<Moment> = fc.oneof(
  { weight: 2, arbitrary: anyMoment },
  {
    weight: 3,
    arbitrary: anyMoment.map(({ pause, pushed }) => ({
      ...calm,
      approvers: [...calm.approvers],
      pause,
      pushed,
    })),
  },
);

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
    provenHere: true,
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

/** What happened at one moment. */
interface Step {
  before: StoredPromotion;
  after: StoredPromotion;
  decision: PromotionDecision;
  facts: Moment;
  seen: PromotionObservations;
  policy: PromotionPolicy;
}

/** The rules of the life cycle, each by its name. */
const rules: Record<string, (step: Step) => boolean> = {
  'a final state is never left': ({ before, after: next }) =>
    !isFinal(before.state) || next === before,
  'only allowed transitions happen': ({ before, after: next }) =>
    next.state === before.state || allowed[before.state].includes(next.state),
  'what has ended is final, and only that': ({ after: next }) =>
    Boolean(next.finishedAt) === isFinal(next.state),
  'approvals are complete before the write': ({ decision, seen, policy }) => {
    const verdict = judgeApprovals(seen.approvals, {
      manifestsCommit: seen.manifestsCommit ?? '',
      policyVersion: policy.version,
    });
    return (
      decision.do !== 'write' ||
      (verdict.have >= policy.approvals.count && !verdict.rejected)
    );
  },
  'a bad release is never written': ({ decision, facts }) =>
    decision.do !== 'write' || !(facts.quarantined || facts.vetoed),
  'nothing is written while a gate is open': ({ decision, facts }) =>
    decision.do !== 'write' || !['failed', 'pending'].includes(facts.gate),
  'nothing is written against the hold of a person': ({ decision, facts }) =>
    decision.do !== 'write' || facts.held !== 'by a person',
  'no promotion is written against a hold or in a freeze': ({
    before,
    decision,
    facts,
  }) =>
    decision.do !== 'write' ||
    before.kind !== 'promote' ||
    (facts.held === 'no' && !facts.frozen),
  'only a failure harms': ({ decision }) =>
    decision.do !== 'finish' ||
    decision.harmed === (decision.state === 'failed'),
  'no verdict is given on what cannot be seen': ({ before, decision, facts }) =>
    decision.do !== 'finish' || !before.manifestsCommit || facts.known,
  'success needs the applied, serving and healthy release': ({
    decision,
    facts,
  }) =>
    decision.do !== 'finish' ||
    decision.state !== 'succeeded' ||
    (facts.health === 'healthy' && facts.serving && facts.applied),
};

/** Does what the worker would do. */
function act(step: Omit<Step, 'after'>, now: Date): StoredPromotion {
  const { before, decision, facts, seen, policy } = step;
  switch (decision.do) {
    case 'write':
      return applyWritten(before, { commit: written }, policy, now);
    case 'find-write':
      return facts.pushed
        ? applyWritten(before, { commit: written }, policy, now)
        : { ...before, state: 'queued' };
    default:
      return applyDecision(before, decision, seen, policy, now);
  }
}

describe('any history of a promotion', () => {
  it('keeps the rules of the life cycle', () => {
    const reached = new Set<PromotionState>();
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
              approvals: quorumOf(kind === 'promote' ? quorum : 0),
            });
            const seen = look(facts, now);
            const decision = decidePromotion(promotion, seen, policy, now);
            const step = { before: promotion, decision, facts, seen, policy };
            const next = act(step, now);
            const broken = Object.entries(rules)
              .filter(([, holds]) => !holds({ ...step, after: next }))
              .map(([rule]) => rule);
            expect(broken).toEqual([]);
            promotion = next;
            reached.add(promotion.state);
          }
        },
      ),
      { numRuns: 3000 },
    );
    // A generator that never gets far would prove nothing.
    expect([...reached]).toEqual(
      expect.arrayContaining(['succeeded', 'failed', 'rejected']),
    );
  });
});

describe('any automatic rollback', () => {
  it('goes only to a good release that was verified there, and never answers a rollback', () => {
    const property = fc.property(
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
        return (
          !answer.rollBack ||
          (kind === 'promote' &&
            rollback === 'automatic' &&
            held !== 'by a person' &&
            verified.includes(answer.to) &&
            !answer.to.veto &&
            !answer.to.quarantine &&
            answer.to.digest !== promotion.release.digest)
        );
      },
    );
    expect(fc.check(property, { numRuns: 1000 })).toMatchObject({
      failed: false,
    });
  });
});
