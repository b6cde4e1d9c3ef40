import { AnalysisRunObject, ReplicaSetObject } from './WorkloadObject';
import { pastDeployments, servedAfterAnalysis } from './pastDeployments';

const day = (n: number) => `2026-11-0${n}T09:00:00Z`;
const digestOf = (name: string) => `sha256:${name.repeat(64)}`;

const replicaSet = (
  revision: number,
  created: number,
  name: string,
  earlierRevisions: number[] = [],
): ReplicaSetObject => ({
  kind: 'replicaset',
  uid: `rs-${created}`,
  namespace: 'checkout-api-production',
  name: `checkout-api-${created}`,
  images: [{ name: 'app', image: `ghcr.io/acme/app@${digestOf(name)}` }],
  podHash: `hash-${created}`,
  revision,
  earlierRevisions,
  createdAt: day(created),
  replicas: 0,
  readyReplicas: 0,
});

const analysis = (
  created: number,
  type: string,
  phase: string,
  finished = created,
): AnalysisRunObject => ({
  kind: 'analysisrun',
  uid: `${type}-${created}`,
  namespace: 'checkout-api-production',
  name: `${type}-${created}`,
  podHash: `hash-${created}`,
  type,
  phase,
  finishedAt: `2026-11-0${finished}T09:05:00Z`,
});

const past = (...sets: ReplicaSetObject[]) =>
  pastDeployments(
    sets,
    ({ images }) => images[0]?.image.split('@')[1],
    ({ createdAt }) => createdAt,
  ).map(({ digest, from, to }) => [digest.slice(7, 8), from, to]);

describe('what ran before, by ReplicaSets', () => {
  it('tells every revision in order, whatever order they are listed in', () => {
    expect(
      past(replicaSet(3, 5, 'c'), replicaSet(1, 1, 'a'), replicaSet(2, 3, 'b')),
    ).toEqual([
      ['a', day(1), day(3)],
      ['b', day(3), day(5)],
      ['c', day(5), undefined],
    ]);
  });

  it('takes a change of configuration for no new release', () => {
    expect(
      past(replicaSet(1, 1, 'a'), replicaSet(2, 3, 'a'), replicaSet(3, 5, 'b')),
    ).toEqual([
      ['a', day(1), day(5)],
      ['b', day(5), undefined],
    ]);
  });

  it('leaves out what ended at a time that nobody kept', () => {
    // Revision 3 was cleaned up.
    expect(
      past(replicaSet(1, 1, 'a'), replicaSet(2, 3, 'b'), replicaSet(4, 7, 'd')),
    ).toEqual([
      ['a', day(1), day(3)],
      ['d', day(7), undefined],
    ]);
  });

  it('does not guess when a rollback began that took up an old ReplicaSet', () => {
    // a, b, c, and back to b.
    expect(
      past(
        replicaSet(1, 1, 'a'),
        replicaSet(4, 3, 'b', [2]),
        replicaSet(3, 5, 'c'),
      ),
    ).toEqual([
      ['a', day(1), day(3)],
      ['b', day(3), day(5)],
    ]);
    // The same without a note of the earlier revision.
    expect(
      past(replicaSet(1, 1, 'a'), replicaSet(4, 3, 'b'), replicaSet(3, 5, 'c')),
    ).toEqual([]);
  });

  it('leaves out what has no digest', () => {
    const tagged = { ...replicaSet(2, 3, 'b'), images: [] };
    expect(past(replicaSet(1, 1, 'a'), tagged, replicaSet(3, 5, 'c'))).toEqual([
      ['a', day(1), day(3)],
      ['c', day(5), undefined],
    ]);
  });

  it('lets the first revision of a blue-green Rollout serve from its beginning, for there is nothing to switch from', () => {
    expect(
      pastDeployments(
        [replicaSet(1, 1, 'a'), replicaSet(2, 3, 'b')],
        ({ images }) => images[0]?.image.split('@')[1],
        servedAfterAnalysis([analysis(3, 'PrePromotion', 'Successful')]),
      ),
    ).toEqual([
      { digest: digestOf('a'), from: day(1), to: '2026-11-03T09:05:00Z' },
      { digest: digestOf('b'), from: '2026-11-03T09:05:00Z' },
    ]);
    // A second revision without an analysis proves nothing.
    expect(servedAfterAnalysis([])(replicaSet(2, 3, 'b'))).toBeUndefined();
  });

  it('counts of a blue-green Rollout only what an analysis let pass, from then on', () => {
    const sets = [1, 3, 5, 7].map((created, index) =>
      replicaSet(index + 1, created, 'abcd'[index]),
    );
    const runs = [
      analysis(1, 'PrePromotion', 'Successful'),
      analysis(3, 'PrePromotion', 'Failed'),
      analysis(5, 'PrePromotion', 'Successful', 6),
      analysis(7, 'PrePromotion', 'Running'),
    ];
    const tell = (...more: AnalysisRunObject[]) =>
      pastDeployments(
        sets.slice(0, 3),
        ({ images }) => images[0]?.image.split('@')[1],
        servedAfterAnalysis([...more, ...runs]),
      );
    expect(tell()).toEqual([
      {
        digest: digestOf('a'),
        from: '2026-11-01T09:05:00Z',
        to: '2026-11-06T09:05:00Z',
      },
      { digest: digestOf('c'), from: '2026-11-06T09:05:00Z' },
    ]);
    expect(tell(analysis(5, 'PostPromotion', 'Failed', 6))).toEqual([]);
  });
});
