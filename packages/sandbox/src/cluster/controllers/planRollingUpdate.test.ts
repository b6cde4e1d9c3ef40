import fc from 'fast-check';
import { planRollingUpdate, Replicas } from './planRollingUpdate';

const replicas = fc.tuple(fc.nat(20), fc.nat(20)).map(
  ([desired, ready]): Replicas => ({
    desired,
    ready: Math.min(desired, ready),
  }),
);
const state = fc.record({
  desired: fc.nat(20),
  surge: fc.nat(5),
  unavailable: fc.nat(5),
  current: replicas,
  old: fc.array(replicas, { maxLength: 4 }),
});

const total = (numbers: number[]) =>
  numbers.reduce((sum, number) => sum + number, 0);

describe('planRollingUpdate', () => {
  it('never takes readiness below the bound, nor the sum above it', () => {
    fc.assert(
      fc.property(state, given => {
        const { desired, surge, current, old } = given;
        const plan = planRollingUpdate(given);
        const unavailable = Math.max(given.unavailable, surge === 0 ? 1 : 0);
        const before = Math.min(
          desired - unavailable,
          total(old.map(set => set.ready)) + Math.min(desired, current.ready),
        );
        const ready =
          total(old.map((set, index) => Math.min(set.ready, plan.old[index]))) +
          Math.min(current.ready, plan.current);
        expect(ready).toBeGreaterThanOrEqual(before);

        const presentBefore = total(old.map(set => set.desired));
        expect(plan.current + total(plan.old)).toBeLessThanOrEqual(
          Math.max(
            desired + surge,
            presentBefore + Math.min(current.desired, desired),
          ),
        );
        expect(plan.old.every((next, i) => next <= old[i].desired)).toBe(true);
        expect(Math.min(...plan.old, plan.current)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('comes to its end from any state, if all that is asked for becomes ready', () => {
    fc.assert(
      fc.property(state, given => {
        let { current, old } = given;
        for (let round = 0; round < 200; round += 1) {
          const plan = planRollingUpdate({ ...given, current, old });
          current = { desired: plan.current, ready: plan.current };
          old = old.map(({ ready }, index) => ({
            desired: plan.old[index],
            ready: Math.min(ready, plan.old[index]),
          }));
        }
        expect(current.desired).toBe(given.desired);
        expect(total(old.map(set => set.desired))).toBe(0);
      }),
    );
  });

  it('gives up unready old pods before ready ones', () => {
    expect(
      planRollingUpdate({
        desired: 4,
        surge: 1,
        unavailable: 1,
        current: { desired: 1, ready: 0 },
        old: [
          { desired: 1, ready: 0 },
          { desired: 3, ready: 3 },
        ],
      }),
    ).toEqual({ current: 1, old: [0, 3] });
  });
});
