import fc from 'fast-check';
import { containerAt, ContainerFate } from './containerTimeline';

const fates: ContainerFate[] = [
  { kind: 'serves' },
  { kind: 'unpullable' },
  { kind: 'crashes' },
  { kind: 'finishes', exitCode: 0 },
];

/** Walks from change to change, as the controller does. */
function walk(fate: ContainerFate, until: number): string[] {
  const kinds: string[] = [];
  let elapsed = 0;
  while (elapsed < until) {
    const { moment, next } = containerAt(fate, elapsed);
    kinds.push(
      moment.kind === 'running' && moment.ready ? 'ready' : moment.kind,
    );
    if (next === undefined) {
      break;
    }
    elapsed += next;
  }
  return kinds;
}

describe('containerAt', () => {
  it.each([
    ['serves', { kind: 'serves' }, ['running', 'ready']],
    ['unpullable', { kind: 'unpullable' }, ['pull-failed', 'pull-back-off']],
    ['finishes', { kind: 'finishes', exitCode: 1 }, ['running', 'finished']],
  ] as [string, ContainerFate, string[]][])(
    'leads a container that %s to its end',
    (_, fate, rest) => {
      expect(walk(fate, 1000)).toEqual(['pending', 'creating', ...rest]);
    },
  );

  it('doubles the back-off of a crashing container, from ten seconds to five minutes', () => {
    const delays: number[] = [];
    for (let elapsed = 0; elapsed < 3000; elapsed += 1) {
      const { moment } = containerAt({ kind: 'crashes' }, elapsed);
      if (moment.kind === 'back-off' && !delays.includes(moment.delay)) {
        delays.push(moment.delay);
      }
    }
    expect(delays).toEqual([10, 20, 40, 80, 160, 300]);
  });

  it('never goes back, and says when it will change', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...fates),
        fc.double({ min: 0, max: 50_000, noNaN: true }),
        fc.double({ min: 0, max: 50_000, noNaN: true }),
        (fate, one, other) => {
          const [early, late] = [Math.min(one, other), Math.max(one, other)];
          const before = containerAt(fate, early);
          const after = containerAt(fate, late);
          const restarts = (at: typeof before) =>
            'restarts' in at.moment ? at.moment.restarts : 0;
          expect(restarts(after)).toBeGreaterThanOrEqual(restarts(before));
          // Until the change that was announced, nothing changes.
          const isSettled =
            before.next === undefined || early + before.next > late;
          expect(isSettled ? after.moment : before.moment).toEqual(
            before.moment,
          );
        },
      ),
    );
  });

  it('stays bounded in time to compute for a container that crashes for years', () => {
    const { moment } = containerAt({ kind: 'crashes' }, 3e8);
    expect(moment).toMatchObject({ restarts: expect.any(Number) });
    expect('restarts' in moment && moment.restarts).toBeGreaterThan(900_000);
  });
});
