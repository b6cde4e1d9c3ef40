import { FleetCell } from '@fairway/backstage-plugin-delivery-common';
import { cellFace, isUnknown } from './cellFace';

const cell: FleetCell = {
  environment: 'production',
  version: '1.14.2',
  health: 'healthy',
  since: '2026-11-14T10:00:00Z',
  freshness: 'fresh',
  asOf: '2026-11-20T15:42:00Z',
  deployed: true,
  drift: false,
  hold: false,
  vetoed: false,
};

describe('cellFace', () => {
  it('tells four ways of not knowing apart', () => {
    const faces = [
      cellFace({ ...cell, freshness: 'denied', version: undefined }),
      cellFace({ ...cell, freshness: 'unreachable' }),
      cellFace({ ...cell, freshness: 'stale' }),
      cellFace({ ...cell, deployed: false, version: undefined }),
    ];
    expect(faces.map(face => face.kind)).toEqual([
      'denied',
      'unreachable',
      'stale',
      'not-deployed',
    ]);
    expect(faces.map(isUnknown)).toEqual([true, true, false, true]);
  });

  it('never shows a version without permission', () => {
    expect(cellFace({ ...cell, freshness: 'denied' })).toEqual({
      kind: 'denied',
    });
  });

  it('keeps the last version of an unreachable cell with its age, but claims no health', () => {
    expect(cellFace({ ...cell, freshness: 'unreachable' })).toEqual({
      kind: 'unreachable',
      version: '1.14.2',
      asOf: '2026-11-20T15:42:00Z',
    });
  });

  it('says how far a running promotion is instead of why the pods are not ready', () => {
    expect(
      cellFace({
        ...cell,
        health: 'progressing',
        message: '2/4 pods',
        promotion: {
          id: 'p1',
          state: 'verifying',
          version: '1.15.0',
          detail: 'soaking 4/10 min',
        },
      }),
    ).toMatchObject({ kind: 'live', detail: 'soaking 4/10 min' });
  });

  it('shows a first deployment on its way as progressing, not as missing', () => {
    expect(
      cellFace({
        ...cell,
        deployed: false,
        version: undefined,
        health: undefined,
        promotion: { id: 'p1', state: 'syncing', version: '0.1.0' },
      }),
    ).toMatchObject({ kind: 'live', health: 'progressing', version: '0.1.0' });
  });

  it('calls a health that nobody reports unknown, not healthy', () => {
    expect(cellFace({ ...cell, health: undefined })).toMatchObject({
      health: 'unknown',
    });
  });
});
