import { securityKnowledge } from './securityKnowledge';
import { securityView } from './securityView.fixture';

const nothing = { total: 0, open: 0, decided: 0, scans: [] };
const unreachable = { source: 'Code scanning', state: 'unreachable' as const };

describe('securityKnowledge', () => {
  it('calls it no findings only after a complete scan', () => {
    const { scans } = securityView();
    expect(securityKnowledge(securityView({ ...nothing, scans })).kind).toBe(
      'none',
    );
    const partial = scans.map(scan => ({ ...scan, complete: false }));
    expect(
      securityKnowledge(securityView({ ...nothing, scans: partial })).kind,
    ).toBe('never-scanned');
  });

  it('tells never scanned, unreachable and denied apart', () => {
    const kinds = [
      securityView(nothing),
      securityView({ ...nothing, provenance: [unreachable] }),
      securityView({
        ...nothing,
        provenance: [{ source: 'x', state: 'denied' }],
      }),
    ].map(view => securityKnowledge(view).kind);
    expect(kinds).toEqual(['never-scanned', 'unreachable', 'denied']);
  });

  it('keeps the findings of a source that no longer answers', () => {
    expect(
      securityKnowledge(securityView({ provenance: [unreachable] })),
    ).toEqual({ kind: 'findings', trouble: unreachable });
  });
});
