import { HistoryEvent } from '@fairway/backstage-plugin-delivery-common';
import { presentTrack } from './presentTrack';

const span = (from: string, version: string, to?: string) => ({
  id: 1,
  environment: 'production',
  version,
  digest: `sha256:${version}`,
  from,
  to,
});

const promotion = (
  at: string,
  release: string,
  change: Partial<HistoryEvent> = {},
): HistoryEvent => ({
  id: `p-${at}`,
  at,
  kind: 'promotion',
  state: 'succeeded',
  environment: 'production',
  release,
  by: 'user:default/ada',
  text: `Promote ${release}`,
  ...change,
});

const facts = {
  from: '2026-11-01T00:00:00Z',
  to: '2026-11-15T00:00:00Z',
  spans: [
    span('2026-11-02T00:00:00Z', '1.0.0', '2026-11-05T10:05:00Z'),
    span('2026-11-05T10:05:00Z', '1.1.0', '2026-11-05T10:20:00Z'),
    span('2026-11-05T10:20:00Z', '1.0.0'),
  ],
  holds: [],
};

describe('presentTrack', () => {
  it('names who brought each release there, and nobody where no promotion did', () => {
    const { spans } = presentTrack({
      ...facts,
      events: [
        promotion('2026-11-09T10:00:00Z', '1.0.0', { by: 'user:default/late' }),
        promotion('2026-11-05T10:15:00Z', '1.0.0', {
          kind: 'auto-rollback',
          by: 'fairway',
        }),
        promotion('2026-11-05T10:02:00Z', '1.1.0', {
          state: 'rejected',
          by: 'user:default/ben',
        }),
        promotion('2026-11-05T10:00:00Z', '1.1.0', { state: 'failed' }),
        promotion('2026-11-01T10:00:00Z', '1.0.0', { environment: 'staging' }),
      ],
    });
    expect(spans.map(({ by }) => by)).toEqual([
      undefined,
      'user:default/ada',
      'fairway',
    ]);
  });

  it('marks incidents of the time it shows', () => {
    const incident = (at: string): HistoryEvent => ({
      id: `i-${at}`,
      at,
      kind: 'incident',
      environment: 'production',
      release: '1.1.0',
      text: 'Error rate 4.1 %',
    });
    const { incidents } = presentTrack({
      ...facts,
      events: [
        incident('2026-11-05T10:15:00Z'),
        promotion('2026-11-05T10:00:00Z', '1.1.0'),
        incident('2026-10-20T10:00:00Z'),
      ],
    });
    expect(incidents).toEqual([
      {
        id: 'i-2026-11-05T10:15:00Z',
        at: '2026-11-05T10:15:00Z',
        environment: 'production',
        release: '1.1.0',
        text: 'Error rate 4.1 %',
      },
    ]);
  });
});
