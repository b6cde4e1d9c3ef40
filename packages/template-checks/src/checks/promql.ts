import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { z } from 'zod';
import { Files } from '../Files';
import { KubernetesObject, parseObjects } from '../kubernetes/KubernetesObject';
import { Check, Problem } from './Check';
import { manifestFiles } from './manifestFiles';

const QUERY_KEYS = ['expr', 'query'];
const dashboardDataSchema = z.looseObject({
  kind: z.literal('ConfigMap'),
  data: z.record(z.string(), z.string()),
});

/** Alert rules, analyses and dashboards ask questions that Prometheus can parse. */
export const promql: Check = {
  name: 'PromQL expressions parse',
  run: files =>
    queriesIn(files).flatMap(({ path, query }): Problem[] => {
      const place = findError(query);
      return place === undefined
        ? []
        : [{ path, message: `PromQL error at '${place}' in: ${query.trim()}` }];
    }),
};

/** Every query of the manifests, with what Grafana or Rollouts fills in replaced by a sample. */
export function queriesIn(files: Files): { path: string; query: string }[] {
  return manifestFiles(files).flatMap(([path, text]) => {
    const roots = path.endsWith('.json')
      ? parsed(text)
      : parseObjects(text).flatMap(withDashboards);
    return roots.flatMap(stringsUnder).map(query => ({ path, query }));
  });
}

function withDashboards(object: KubernetesObject): unknown[] {
  const dashboard = dashboardDataSchema.safeParse(object);
  if (!dashboard.success) {
    return [object];
  }
  return Object.entries(dashboard.data.data)
    .filter(([name]) => name.endsWith('.json'))
    .flatMap(([, text]) => parsed(text));
}

function parsed(text: string): unknown[] {
  try {
    return [parse(text)];
  } catch {
    return [];
  }
}

function stringsUnder(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) {
    return [];
  }
  return Object.entries(value).flatMap(([key, inner]) =>
    QUERY_KEYS.includes(key) && typeof inner === 'string'
      ? [inner]
      : stringsUnder(inner),
  );
}

function findError(query: string): string | undefined {
  const filled = query
    // What a variable of Grafana offers: the values of a label among these series.
    .replace(/^label_values\((.+), \w+\)$/, '$1')
    // Durations of Grafana, and its variables inside and outside of strings.
    .replaceAll(/\$__(?:rate_interval|interval|range)\b/g, '5m')
    .replaceAll(/\$\{?\w+(?::\w+)?\}?/g, 'sample')
    .replaceAll(/\{\{\s*args\.[\w-]+\s*\}\}/g, 'sample');
  let error: string | undefined;
  parser.parse(filled).iterate({
    enter: node => {
      if (node.type.isError && error === undefined) {
        error = filled.slice(Math.max(0, node.from - 10), node.to + 10);
      }
    },
  });
  return error;
}
