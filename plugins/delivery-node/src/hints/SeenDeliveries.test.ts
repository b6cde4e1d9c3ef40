import { SeenDeliveries } from './SeenDeliveries';

const DAY = 24 * 60 * 60 * 1000;

describe('SeenDeliveries', () => {
  it('knows a delivery again for three days', () => {
    const seen = new SeenDeliveries();
    expect(seen.isNew('a', 0)).toBe(true);
    expect(seen.isNew('a', 3 * DAY - 1)).toBe(false);
    expect(seen.isNew('b', 3 * DAY - 1)).toBe(true);
    expect(seen.isNew('a', 3 * DAY)).toBe(true);
  });

  it('forgets the oldest of very many', () => {
    const seen = new SeenDeliveries();
    for (let n = 0; n <= 10_000; n += 1) {
      seen.isNew(String(n), n);
    }
    expect(seen.isNew('10000', 20_000)).toBe(false);
    expect(seen.isNew('0', 20_000)).toBe(true);
  });
});
