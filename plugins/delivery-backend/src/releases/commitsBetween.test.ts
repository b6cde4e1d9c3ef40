import { Commit } from '@fairway/backstage-plugin-delivery-common';
import fc from 'fast-check';
import { commitsBetween } from './commitsBetween';

function history(parents: Record<string, string[]>) {
  const names = Object.keys(parents);
  const commits = new Map<string, Commit>(
    names.map((sha, index) => [
      sha,
      {
        sha,
        parents: parents[sha],
        message: sha,
        authoredAt: new Date(1_700_000_000_000 + index * 1000).toISOString(),
      },
    ]),
  );
  return async (shas: string[]) => shas.flatMap(sha => commits.get(sha) ?? []);
}

async function between(
  parents: Record<string, string[]>,
  from: string | undefined,
  to: string,
) {
  const { commits, complete } = await commitsBetween({
    from,
    to,
    load: history(parents),
  });
  return { shas: commits.map(each => each.sha), complete };
}

const line = { a: [], b: ['a'], c: ['b'], d: ['c'] };

describe('commitsBetween', () => {
  it('lists what came after, newest first', async () => {
    expect(await between(line, 'b', 'd')).toEqual({
      shas: ['d', 'c'],
      complete: true,
    });
  });

  it('lists nothing for a step back', async () => {
    expect(await between(line, 'd', 'b')).toEqual({
      shas: [],
      complete: true,
    });
  });

  it('lists both sides of a merge, but not what was there before', async () => {
    const merged = { a: [], b: ['a'], x: ['a'], m: ['b', 'x'] };
    expect(await between(merged, 'b', 'm')).toEqual({
      shas: ['m', 'x'],
      complete: true,
    });
  });

  it('admits that the stored commits do not connect the two', async () => {
    const torn = { b: ['a'], d: ['c'] };
    expect(await between(torn, 'b', 'd')).toMatchObject({ complete: false });
  });

  it('agrees with the definition on any history that is stored whole', async () => {
    const graph = fc
      .array(fc.array(fc.nat(), { maxLength: 2 }), {
        minLength: 1,
        maxLength: 15,
      })
      .map(lists =>
        Object.fromEntries(
          lists.map((list, index) => [
            `c${index}`,
            index === 0
              ? []
              : [...new Set([index - 1, ...list.map(n => n % index)])]
                  .slice(0, 2)
                  .map(n => `c${n}`),
          ]),
        ),
      );
    await fc.assert(
      fc.asyncProperty(graph, fc.nat(), fc.nat(), async (parents, a, b) => {
        const names = Object.keys(parents);
        const from = names[a % names.length];
        const to = names[b % names.length];
        const before = reachable(parents, from);
        const expected = [...reachable(parents, to)].filter(
          sha => !before.has(sha),
        );
        const found = await between(parents, from, to);
        expect(found.shas.sort()).toEqual(expected.sort());
        expect(found.complete).toBe(true);
      }),
    );
  });
});

function reachable(parents: Record<string, string[]>, from: string) {
  const seen = new Set<string>();
  const visit = (sha: string) => {
    if (!seen.has(sha)) {
      seen.add(sha);
      parents[sha].forEach(visit);
    }
  };
  visit(from);
  return seen;
}
