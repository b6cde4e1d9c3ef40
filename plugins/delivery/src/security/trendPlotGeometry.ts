import { TrendPoint } from '@fairway/backstage-plugin-delivery-common';

export type PlotBox = {
  left: number;
  right: number;
  top: number;
  bottom: number;
};

export type PlotPoint = { x: number; y: number };

export type TrendPlotGeometry = {
  /** Values of the grid lines with their height, from 0 upwards. */
  ticks: { value: number; y: number }[];
  criticalAndHigh: PlotPoint[];
  lower: PlotPoint[];
  /** First, middle and last day. */
  days: { day: string; x: number; anchor: 'start' | 'middle' | 'end' }[];
};

/** Lays the trend out in a box; the axis starts at 0 and ends at a round number at or above the highest value. */
export function trendPlotGeometry(
  trend: readonly TrendPoint[],
  box: PlotBox,
): TrendPlotGeometry {
  const highest = Math.max(
    1,
    ...trend.map(point => Math.max(point.criticalAndHigh, point.lower)),
  );
  const step = roundStep(highest / 4);
  const top = Math.ceil(highest / step) * step;
  const yOf = (value: number) =>
    box.bottom - (value / top) * (box.bottom - box.top);
  const xOf = (index: number) =>
    trend.length === 1
      ? box.right
      : box.left + (index / (trend.length - 1)) * (box.right - box.left);

  return {
    ticks: Array.from({ length: top / step + 1 }, (_, index) => ({
      value: index * step,
      y: yOf(index * step),
    })),
    criticalAndHigh: trend.map((point, index) => ({
      x: xOf(index),
      y: yOf(point.criticalAndHigh),
    })),
    lower: trend.map((point, index) => ({
      x: xOf(index),
      y: yOf(point.lower),
    })),
    days: dayMarks(trend, xOf),
  };
}

/** Two labels at the right end, moved apart so that they do not cover each other. */
export function apart(first: number, second: number, gap: number) {
  const distance = Math.abs(first - second);
  if (distance >= gap) {
    return { first, second };
  }
  const push = (gap - distance) / 2;
  return first <= second
    ? { first: first - push, second: second + push }
    : { first: first + push, second: second - push };
}

function dayMarks(
  trend: readonly TrendPoint[],
  xOf: (index: number) => number,
): TrendPlotGeometry['days'] {
  const last = trend.length - 1;
  if (last < 0) {
    return [];
  }
  const end = { day: trend[last].day, x: xOf(last), anchor: 'end' as const };
  if (last < 2) {
    return [end];
  }
  const middle = Math.round(last / 2);
  return [
    { day: trend[0].day, x: xOf(0), anchor: 'start' },
    { day: trend[middle].day, x: xOf(middle), anchor: 'middle' },
    end,
  ];
}

/** Whole steps of 1, 2 or 5 times a power of ten: findings are counted, not measured. */
function roundStep(raw: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(raw, 1)));
  const factor = [1, 2, 5, 10].find(candidate => candidate * power >= raw);
  return (factor ?? 10) * power;
}
