import {
  provenanceOf,
  SourceRow,
  SourceServiceRow,
  statusOf,
  WHOLE_SERVICE,
} from './freshness';

const now = new Date('2026-11-20T10:00:00.000Z');
const recently = '2026-11-20T09:59:30.000Z';
const longAgo = '2026-11-20T09:00:00.000Z';

const source = (more: Partial<SourceRow> = {}): SourceRow => ({
  id: 'kubernetes',
  kind: 'deployments',
  title: 'Kubernetes',
  staleAfterSeconds: 60,
  state: 'fresh',
  confirmedAt: recently,
  aliveAt: recently,
  ...more,
});
const service = (more: Partial<SourceServiceRow>): SourceServiceRow => ({
  serviceRef: 'component:default/checkout-api',
  sourceId: 'kubernetes',
  environment: WHOLE_SERVICE,
  state: 'fresh',
  ...more,
});

describe('how far a value can be trusted', () => {
  it('is fresh while its source confirms it in time', () => {
    expect(provenanceOf(source(), undefined, now)).toEqual({
      source: 'Kubernetes',
      asOf: recently,
      state: 'fresh',
    });
    expect(
      provenanceOf(source({ confirmedAt: longAgo }), undefined, now).state,
    ).toBe('stale');
  });

  it('is fresh if only this service was confirmed in time', () => {
    expect(
      provenanceOf(
        source({ confirmedAt: undefined }),
        service({ confirmedAt: recently }),
        now,
      ),
    ).toMatchObject({ state: 'fresh', asOf: recently });
  });

  it('a failure for one service greys out that service alone', () => {
    const failed = service({
      state: 'denied',
      message: 'no access',
      confirmedAt: longAgo,
    });
    expect(provenanceOf(source(), failed, now)).toMatchObject({
      state: 'denied',
      message: 'no access',
    });
    expect(provenanceOf(source(), undefined, now).state).toBe('fresh');
    expect(statusOf(source(), now).state).toBe('fresh');
  });

  it('a dead source takes its services with it, with the age of the last confirmation', () => {
    const dead = source({ state: 'unreachable', message: 'refused' });
    expect(
      provenanceOf(dead, service({ confirmedAt: longAgo }), now),
    ).toMatchObject({
      state: 'unreachable',
      message: 'refused',
      asOf: recently,
    });
  });

  it('never calls fresh what was not observed yet', () => {
    const silent = source({ confirmedAt: undefined, aliveAt: undefined });
    expect(provenanceOf(silent, undefined, now)).toMatchObject({
      state: 'stale',
      asOf: undefined,
      message: 'Not observed yet',
    });
    expect(statusOf(silent, now).state).toBe('stale');
  });
});
