import { describePromotion } from './describePromotion';
import {
  aPromotion,
  after,
  anApproval,
} from './__testUtils__/promotionFixture';

const states = (promotion: Parameters<typeof aPromotion>[0]) =>
  describePromotion(aPromotion(promotion), []).steps.map(
    step => `${step.name} ${step.state}`,
  );
const at = (seconds: number) => after(seconds).toISOString();

describe('describePromotion', () => {
  it('says where a promotion is and what it waits for', () => {
    const { steps } = describePromotion(
      aPromotion({
        state: 'queued',
        times: {
          requested: at(0),
          gating: at(1),
          'awaiting-approval': at(2),
          queued: at(60),
        },
        waiting: { detail: "the end of the freeze 'Weekend'", until: at(900) },
      }),
      [anApproval()],
    );
    expect(steps.slice(2, 5)).toEqual([
      {
        name: 'approvals',
        state: 'done',
        detail: '1 of 1',
        startedAt: at(2),
        at: at(60),
      },
      {
        name: 'queue',
        state: 'running',
        detail: "Waits for the end of the freeze 'Weekend'",
        startedAt: at(60),
        until: at(900),
      },
      { name: 'write', state: 'waiting' },
    ]);
  });

  it('shows a technical error as a retry of the running step', () => {
    const { steps } = describePromotion(
      aPromotion({
        state: 'writing',
        retry: { error: 'forge is down', attempts: 2, nextAt: at(9) },
      }),
      [],
    );
    expect(steps[4]).toMatchObject({
      state: 'running',
      detail: 'Tries again: forge is down',
    });
  });

  it('marks the step that failed, and skips what never happened', () => {
    expect(
      states({
        state: 'failed',
        finishedAt: at(99),
        manifestsCommit: 'a'.repeat(40),
        times: {
          requested: at(0),
          writing: at(3),
          syncing: at(4),
          verifying: at(5),
        },
      }),
    ).toContain('verify failed');
    expect(
      states({
        state: 'cancelled',
        finishedAt: at(99),
        times: { requested: at(0), gating: at(1), 'awaiting-approval': at(2) },
      }),
    ).toEqual([
      'requested done',
      'gates done',
      'approvals failed',
      'queue skipped',
      'write skipped',
      'sync skipped',
      'verify skipped',
    ]);
  });

  it('skips approvals where nobody has to approve', () => {
    expect(
      states({
        state: 'verifying',
        approvalPolicy: {
          count: 0,
          from: [],
          notRequester: false,
          notAuthor: false,
        },
      }),
    ).toContain('approvals skipped');
  });
});
