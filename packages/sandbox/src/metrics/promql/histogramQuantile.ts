import { Labels, Sample } from '../Series';

/** Prometheus' quantile over cumulative buckets: linear within the bucket that holds the rank. */
export function histogramQuantile(
  quantile: number,
  samples: Sample[],
): Sample[] {
  const groups = new Map<
    string,
    { labels: Labels; buckets: { le: number; count: number }[] }
  >();
  for (const sample of samples) {
    const { le, ...labels } = sample.labels;
    if (le === undefined) {
      continue;
    }
    const key = JSON.stringify(labels);
    const group = groups.get(key) ?? { labels, buckets: [] };
    group.buckets.push({
      le: le === '+Inf' ? Infinity : Number(le),
      count: sample.value,
    });
    groups.set(key, group);
  }
  return [...groups.values()].map(({ labels, buckets }) => ({
    name: undefined,
    labels,
    value: quantileOf(quantile, buckets),
  }));
}

function quantileOf(
  quantile: number,
  unsorted: { le: number; count: number }[],
): number {
  const buckets = [...unsorted].sort((left, right) => left.le - right.le);
  const total = buckets[buckets.length - 1];
  if (!total || total.le !== Infinity || total.count === 0) {
    return NaN;
  }
  const rank = quantile * total.count;
  const index = buckets.findIndex(bucket => bucket.count >= rank);
  const bucket = buckets[index];
  if (bucket.le === Infinity) {
    return buckets[buckets.length - 2]?.le ?? NaN;
  }
  const below = index > 0 ? buckets[index - 1] : { le: 0, count: 0 };
  const share = (rank - below.count) / (bucket.count - below.count || 1);
  return below.le + (bucket.le - below.le) * share;
}
