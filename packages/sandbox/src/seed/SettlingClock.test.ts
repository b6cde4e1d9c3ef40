import { SettlingClock } from './SettlingClock';

describe('SettlingClock', () => {
  const looks: number[] = [];

  beforeEach(() => {
    looks.length = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => looks.shift() ?? 0);
  });

  afterEach(() => jest.restoreAllMocks());

  it('goes on from the moment it is moved to, and does not count what held it up', () => {
    looks.push(0, 1000, 1010, 5000, 5030);
    const clock = new SettlingClock({ speed: 300 });
    const start = new Date('2026-10-01T12:00:00Z');
    clock.moveTo(start);
    expect(clock.now().getTime() - start.getTime()).toBe(10);
    expect(clock.now().getTime() - start.getTime()).toBe(50);
    expect(clock.now().getTime() - start.getTime()).toBe(80);
  });
});
