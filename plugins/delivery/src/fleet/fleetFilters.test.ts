import {
  clearFleetFilters,
  countFleetFilters,
  readFleetFilters,
  writeFleetFilters,
} from './fleetFilters';

describe('fleet filters in the address', () => {
  it('reads every filter and falls back to sorting by need of attention', () => {
    expect(
      readFleetFilters(
        new URLSearchParams(
          'q=pay&owner=group:default/payments&state=degraded',
        ),
      ),
    ).toEqual({
      q: 'pay',
      owner: 'group:default/payments',
      system: undefined,
      state: 'degraded',
      sort: 'attention',
    });
  });

  it('ignores a state and a sort order that do not exist', () => {
    const filters = readFleetFilters(
      new URLSearchParams('state=on-fire&sort=luck'),
    );
    expect(filters.state).toBeUndefined();
    expect(filters.sort).toBe('attention');
  });

  it('writes a change, drops what is cleared and keeps parameters of others', () => {
    const address = new URLSearchParams('q=pay&tab=x');
    expect(
      writeFleetFilters(address, { q: undefined, state: 'hold' }).toString(),
    ).toBe('tab=x&state=hold');
    expect(writeFleetFilters(address, { sort: 'name' }).get('sort')).toBe(
      'name',
    );
    expect(
      writeFleetFilters(new URLSearchParams('sort=name'), {
        sort: 'attention',
      }).has('sort'),
    ).toBe(false);
  });

  it('counts what narrows the list, not the order, and clears exactly that', () => {
    const address = new URLSearchParams('q=a&system=b&sort=name');
    expect(countFleetFilters(readFleetFilters(address))).toBe(2);
    expect(clearFleetFilters(address).toString()).toBe('sort=name');
  });
});
