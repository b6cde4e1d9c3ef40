import {
  readApprovalsFilters,
  writeApprovalsFilters,
} from './approvalsFilters';

describe('approvals filters in the address', () => {
  it('opens on what waits for the viewer', () => {
    expect(readApprovalsFilters(new URLSearchParams())).toEqual({
      scope: 'mine',
      environment: undefined,
      q: undefined,
      promotion: undefined,
    });
  });

  it('understands a link from a notification', () => {
    expect(
      readApprovalsFilters(new URLSearchParams('scope=waiting&promotion=p1')),
    ).toMatchObject({ scope: 'waiting', promotion: 'p1' });
  });

  it('ignores a scope that does not exist', () => {
    expect(readApprovalsFilters(new URLSearchParams('scope=all')).scope).toBe(
      'mine',
    );
  });

  it('keeps the address short and leaves other parameters alone', () => {
    expect(
      writeApprovalsFilters(new URLSearchParams('scope=decided&x=1'), {
        scope: 'mine',
        environment: 'production',
      }).toString(),
    ).toBe('x=1&environment=production');
  });
});
