import { z } from 'zod';
import { KubernetesObject } from '../../kubernetes/KubernetesObject';
import { workloadsIn } from '../../kubernetes/PodTemplate';
import { overlayCheck } from './overlayCheck';

const templateSchema = z.looseObject({
  spec: z.looseObject({
    metrics: z.array(
      z.looseObject({
        name: z.string(),
        interval: z.string().optional(),
        initialDelay: z.string().optional(),
        count: z.union([z.number(), z.string()]).optional(),
        successCondition: z.string().optional(),
        failureCondition: z.string().optional(),
        failureLimit: z.union([z.number(), z.string()]).optional(),
        provider: z.looseObject({
          prometheus: z
            .looseObject({ address: z.string(), query: z.string() })
            .optional(),
          // Its end is its judgement.
          job: z.looseObject({}).optional(),
        }),
      }),
    ),
  }),
});
const analysisSchema = z.looseObject({
  templates: z.array(z.looseObject({ templateName: z.string() })),
});
const blueGreenSchema = z.looseObject({
  scaleDownDelaySeconds: z.number().optional(),
  postPromotionAnalysis: analysisSchema.optional(),
});

/** Analyses end, judge, survive a time without traffic, and are over before the old release is taken away. */
export const analysis = overlayCheck(
  'analyses can stop a bad release',
  ({ objects }) => [
    ...objects
      .filter(({ kind }) => kind === 'AnalysisTemplate')
      .flatMap(findInTemplate),
    ...findInBlueGreen(objects),
  ],
);

function findInTemplate(object: KubernetesObject): string[] {
  const metrics = templateSchema.safeParse(object).data?.spec.metrics ?? [];
  return metrics.flatMap(metric => {
    const { successCondition = '', failureCondition = '' } = metric;
    const conditions = `${successCondition}${failureCondition}`;
    const { prometheus, job } = metric.provider;
    const query = prometheus?.query ?? '';
    const place = `${object.metadata.name}, metric ${metric.name}`;
    return [
      ...(conditions || job ? [] : [`${place} judges nothing`]),
      ...(metric.interval && metric.count === undefined
        ? [`${place} never ends`]
        : []),
      // Without traffic a ratio is not a number, and a query may have no result at all.
      ...(query &&
      !/isNaN|len\(result\)|default\(/.test(conditions) &&
      !/\bor\b/.test(query)
        ? [`${place} does not say what no traffic means`]
        : []),
      ...(query.includes('http_request') && !query.includes('path!~')
        ? [`${place} takes probes and scrapes for requests of users`]
        : []),
    ];
  });
}

function findInBlueGreen(objects: KubernetesObject[]): string[] {
  return workloadsIn(objects).flatMap(({ spec }) => {
    const blueGreen = blueGreenSchema.safeParse(spec.strategy?.blueGreen ?? {});
    const { scaleDownDelaySeconds, postPromotionAnalysis } =
      blueGreen.data ?? {};
    if (scaleDownDelaySeconds === undefined || !postPromotionAnalysis) {
      return [];
    }
    const names = postPromotionAnalysis.templates.map(
      template => template.templateName,
    );
    const seconds = Math.max(
      0,
      ...objects
        .filter(({ metadata }) => names.includes(metadata.name ?? ''))
        .flatMap(
          object => templateSchema.safeParse(object).data?.spec.metrics ?? [],
        )
        .map(
          ({ interval = '0s', initialDelay = '0s', count = 1 }) =>
            secondsOf(initialDelay) + secondsOf(interval) * Number(count),
        ),
    );
    return seconds > scaleDownDelaySeconds
      ? [
          `the old release goes after ${scaleDownDelaySeconds} s, which cancels an analysis of ${seconds} s`,
        ]
      : [];
  });
}

function secondsOf(duration: string): number {
  const units: Record<string, number> = { s: 1, m: 60, h: 3600 };
  return [...duration.matchAll(/(\d+)([smh])/g)].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * units[unit],
    0,
  );
}
