import { apart, trendPlotGeometry } from './trendPlotGeometry';

const box = { left: 20, right: 420, top: 10, bottom: 170 };

function trend(values: [number, number][]) {
  return values.map(([criticalAndHigh, lower], index) => ({
    day: `2026-11-${String(index + 1).padStart(2, '0')}`,
    criticalAndHigh,
    lower,
  }));
}

describe('trendPlotGeometry', () => {
  it('starts the axis at zero and ends it at a round number', () => {
    const plot = trendPlotGeometry(
      trend([
        [6, 14],
        [4, 18],
      ]),
      box,
    );
    expect(plot.ticks.map(tick => tick.value)).toEqual([0, 5, 10, 15, 20]);
    expect(plot.ticks[0].y).toBe(170);
    expect(plot.ticks[4].y).toBe(10);
  });

  it('spreads the days over the width, newest at the right', () => {
    const plot = trendPlotGeometry(
      trend([
        [0, 1],
        [1, 1],
        [2, 1],
      ]),
      box,
    );
    expect(plot.criticalAndHigh.map(point => point.x)).toEqual([20, 220, 420]);
    expect(plot.days.map(mark => mark.anchor)).toEqual([
      'start',
      'middle',
      'end',
    ]);
  });

  it('draws zero findings on the axis and never divides by zero', () => {
    const plot = trendPlotGeometry(
      trend([
        [0, 0],
        [0, 0],
      ]),
      box,
    );
    expect(plot.lower.every(point => point.y === 170)).toBe(true);
    expect(plot.ticks.map(tick => tick.value)).toEqual([0, 1]);
  });

  it('draws a single day at the right end', () => {
    expect(trendPlotGeometry(trend([[1, 2]]), box).lower).toEqual([
      { x: 420, y: 10 },
    ]);
    expect(trendPlotGeometry([], box).days).toEqual([]);
  });

  it('keeps every point of any trend inside the box', () => {
    for (const high of [1, 3, 7, 19, 99, 1234]) {
      const plot = trendPlotGeometry(
        trend([
          [high, 0],
          [0, high],
        ]),
        box,
      );
      const heights = [...plot.lower, ...plot.criticalAndHigh].map(p => p.y);
      expect(Math.min(...heights)).toBeGreaterThanOrEqual(box.top);
      expect(Math.max(...heights)).toBeLessThanOrEqual(box.bottom);
      expect(plot.ticks.length).toBeLessThanOrEqual(6);
    }
  });
});

describe('apart', () => {
  it('moves labels apart only if they would touch', () => {
    expect(apart(50, 100, 20)).toEqual({ first: 50, second: 100 });
    expect(apart(50, 54, 20)).toEqual({ first: 42, second: 62 });
    expect(apart(54, 50, 20)).toEqual({ first: 62, second: 42 });
  });
});
