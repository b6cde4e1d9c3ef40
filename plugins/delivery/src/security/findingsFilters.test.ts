import {
  clearFindingsFilters,
  countFindingsFilters,
  findingsQueryOf,
  readFindingsFilters,
  writeFindingsFilters,
} from './findingsFilters';

describe('findings filters in the address', () => {
  it('starts with everything that is not fixed', () => {
    const filters = readFindingsFilters(new URLSearchParams());
    expect(filters.state).toBe('not-fixed');
    expect(countFindingsFilters(filters)).toBe(0);
  });

  it('goes there and back', () => {
    const address = writeFindingsFilters(new URLSearchParams('tab=security'), {
      severity: 'high',
      environment: 'production',
      overdue: true,
      finding: 'f1',
    });
    expect(address.toString()).toBe(
      'tab=security&severity=high&environment=production&overdue=true&finding=f1',
    );
    const filters = readFindingsFilters(address);
    expect(countFindingsFilters(filters)).toBe(3);
    expect(findingsQueryOf(filters)).toMatchObject({
      severity: 'high',
      environment: 'production',
      overdue: 'true',
      state: 'not-fixed',
    });
  });

  it('ignores a severity that does not exist', () => {
    expect(
      readFindingsFilters(new URLSearchParams('severity=terrible')).severity,
    ).toBeUndefined();
  });

  it('clears the filters but leaves the drawer open', () => {
    expect(
      clearFindingsFilters(
        new URLSearchParams('severity=high&state=any&finding=f1'),
      ).toString(),
    ).toBe('finding=f1');
  });
});
