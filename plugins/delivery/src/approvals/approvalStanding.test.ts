import { PromotionView } from '@fairway/backstage-plugin-delivery-common';
import {
  approvalStanding,
  lapsed,
  standing,
  tallyGates,
} from './approvalStanding';
import { promotionView } from './promotionView.fixture';

const olga = 'user:default/olga';
const ada = 'user:default/ada';

function blocked(over: Partial<PromotionView> = {}): PromotionView {
  return promotionView({
    ...over,
    viewer: { canApprove: false, canCancel: false, ...over.viewer },
  });
}

describe('approvalStanding', () => {
  it('is decidable exactly if the server says so', () => {
    expect(approvalStanding(promotionView(), olga).kind).toBe('decidable');
    expect(approvalStanding(blocked(), olga).kind).toBe('not-allowed');
  });

  it('knows the requester', () => {
    expect(approvalStanding(blocked({ requestedBy: ada }), ada).kind).toBe(
      'own',
    );
  });

  it('names the gates that are awaited', () => {
    expect(
      approvalStanding(
        blocked({
          state: 'gating',
          gates: [
            { id: 'a', title: 'Gate 1', state: 'pending', evidence: 'running' },
            { id: 'b', title: 'Tests', state: 'passed', evidence: '12 passed' },
          ],
        }),
        olga,
      ),
    ).toEqual({ kind: 'waits-for-gate', gates: ['Gate 1'] });
  });

  it('remembers that the viewer has approved already, unless the approval lapsed', () => {
    const approval = {
      by: olga,
      decision: 'approved' as const,
      at: '2026-11-20T15:00:00Z',
    };
    expect(approvalStanding(blocked({ approvals: [approval] }), olga)).toEqual({
      kind: 'decided-by-viewer',
      approval,
    });
    const changed = blocked({
      approvals: [{ ...approval, lapsedAt: '2026-11-20T15:10:00Z' }],
    });
    expect(approvalStanding(changed, olga).kind).toBe('not-allowed');
    expect(standing(changed)).toHaveLength(0);
    expect(lapsed(changed)).toHaveLength(1);
  });

  it('does not offer what has ended or moved on', () => {
    expect(approvalStanding(blocked({ state: 'rejected' }), olga).kind).toBe(
      'ended',
    );
    expect(approvalStanding(blocked({ state: 'writing' }), olga).kind).toBe(
      'moved-on',
    );
  });

  it('counts gates by their state', () => {
    expect(
      tallyGates(
        blocked({
          gates: [
            { id: 'a', title: 'A', state: 'passed', evidence: '' },
            { id: 'b', title: 'B', state: 'waived', evidence: '' },
            { id: 'c', title: 'C', state: 'passed', evidence: '' },
          ],
        }),
      ),
    ).toEqual({ passed: 2, waived: 1, pending: 0, failed: 0 });
  });
});
