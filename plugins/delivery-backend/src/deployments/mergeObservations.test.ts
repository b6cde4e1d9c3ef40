import { healthSchema } from '@fairway/backstage-plugin-delivery-common';
import { DeploymentObservation } from '@fairway/backstage-plugin-delivery-node';
import fc from 'fast-check';
import { mergeObservations, worseOverTime } from './mergeObservations';

const place = {
  serviceRef: 'component:default/checkout-api',
  environment: 'production',
};
const cluster: DeploymentObservation = {
  ...place,
  digest: 'sha256:a',
  health: 'degraded',
  message: 'crash loop',
  pods: 3,
  readyPods: 1,
};
const gitOps: DeploymentObservation = {
  ...place,
  health: 'progressing',
  message: 'waiting for rollout',
  sync: 'synced',
  revision: 'abc',
  url: 'https://argocd/app',
  checks: [{ name: 'smoke-test', kind: 'smoke-test', state: 'passed' }],
};

describe('mergeObservations', () => {
  it('takes pods from the cluster, sync from the GitOps controller, and the worst health with its reason', () => {
    const merged = mergeObservations(
      new Map([
        ['argocd', gitOps],
        ['kubernetes', cluster],
      ]),
    );
    expect(merged).toMatchObject({
      digest: 'sha256:a',
      readyPods: 1,
      pods: 3,
      sync: 'synced',
      revision: 'abc',
      url: 'https://argocd/app',
      health: 'degraded',
      message: 'crash loop',
      checks: [{ name: 'smoke-test', state: 'passed' }],
    });
  });

  const podsSay = 'crash loop in container app: exit 1';

  it('tells the cause that pods give, not that the sync failed because of it', () => {
    const merged = mergeObservations(
      new Map<string, DeploymentObservation>([
        [
          'argocd',
          {
            ...gitOps,
            health: 'degraded',
            message: 'sync failed: progress deadline exceeded',
            messageKind: 'symptom',
            details: [
              'one or more synchronization tasks completed unsuccessfully: progress deadline exceeded',
            ],
          },
        ],
        [
          'kubernetes',
          {
            ...cluster,
            health: 'progressing',
            message: podsSay,
            messageKind: 'cause',
          },
        ],
      ]),
    );
    expect(merged).toMatchObject({
      health: 'degraded',
      message: podsSay,
      details: [
        'sync failed: progress deadline exceeded',
        'one or more synchronization tasks completed unsuccessfully: progress deadline exceeded',
      ],
    });
  });

  it('tells why manifests cannot be applied before it counts pods', () => {
    const merged = mergeObservations(
      new Map<string, DeploymentObservation>([
        [
          'argocd',
          { ...gitOps, message: 'no such file: base', messageKind: 'cause' },
        ],
        ['kubernetes', { ...cluster, message: '1 of 3 pods' }],
      ]),
    );
    expect(merged?.message).toBe('no such file: base');
    expect(merged?.details).toEqual(['1 of 3 pods']);
  });

  it('keeps the message short whatever a source sends, and the rest as a detail', () => {
    const long = 'the pods are not ready '.repeat(10).trim();
    const merged = mergeObservations(
      new Map([['kubernetes', { ...cluster, message: long }]]),
    );
    expect(merged?.message?.length).toBeLessThanOrEqual(120);
    expect(merged?.details).toEqual([long]);
  });

  it('says nothing about sync if nobody knows it', () => {
    const merged = mergeObservations(new Map([['kubernetes', cluster]]));
    expect(merged?.sync).toBe('unknown');
  });

  it('keeps the later of two reports of one check, and checks of different revisions apart', () => {
    const check = (state: 'running' | 'failed', at: string, revision = 'abc') =>
      ({
        name: 'smoke-test',
        kind: 'smoke-test',
        state,
        at,
        revision,
      } as const);
    const merged = mergeObservations(
      new Map([
        [
          'argocd',
          {
            ...gitOps,
            checks: [
              check('failed', '2026-11-20T10:01:00Z'),
              check('running', '2026-11-20T10:00:00Z'),
              check('running', '2026-11-20T10:02:00Z', 'def'),
            ],
          },
        ],
      ]),
    );
    expect(merged?.checks.map(each => [each.revision, each.state])).toEqual([
      ['def', 'running'],
      ['abc', 'failed'],
    ]);
  });

  const observation = fc.record(
    {
      serviceRef: fc.constant(place.serviceRef),
      environment: fc.constant(place.environment),
      health: fc.constantFrom(...healthSchema.options),
      digest: fc.constantFrom('sha256:a', 'sha256:b'),
      message: fc.constantFrom('x', 'y'),
      pods: fc.integer({ min: 0, max: 3 }),
      sync: fc.constantFrom('synced' as const, 'out-of-sync' as const),
    },
    { requiredKeys: ['serviceRef', 'environment', 'health'] },
  );

  it('gives the same picture in whatever order sources report', () => {
    fc.assert(
      fc.property(
        fc.array(observation, { minLength: 1, maxLength: 4 }),
        observations => {
          const entries = observations.map(
            (each, index) => [`source-${index}`, each] as const,
          );
          expect(mergeObservations(new Map([...entries].reverse()))).toEqual(
            mergeObservations(new Map(entries)),
          );
        },
      ),
    );
  });

  it('is healthy only if nobody says otherwise', () => {
    fc.assert(
      fc.property(fc.array(observation, { minLength: 1 }), observations => {
        const merged = mergeObservations(
          new Map(observations.map((each, index) => [String(index), each])),
        );
        expect(merged?.health === 'healthy').toBe(
          observations.every(each => each.health === 'healthy'),
        );
      }),
    );
  });
});

describe('worseOverTime', () => {
  it('does not hold against a release that its rollout began progressing', () => {
    expect(worseOverTime('progressing', 'healthy')).toBe('healthy');
    expect(worseOverTime('healthy', 'progressing')).toBe('healthy');
    expect(worseOverTime('degraded', 'healthy')).toBe('degraded');
  });
});
