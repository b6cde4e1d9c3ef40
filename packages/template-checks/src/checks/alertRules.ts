import { z } from 'zod';
import { Files } from '../Files';
import { KubernetesObject, parseObjects } from '../kubernetes/KubernetesObject';
import { Check, Problem } from './Check';
import { manifestFiles } from './manifestFiles';

const ruleSchema = z.looseObject({
  spec: z.looseObject({
    groups: z.array(
      z.looseObject({
        name: z.string(),
        rules: z.array(
          z.looseObject({
            alert: z.string().optional(),
            expr: z.unknown(),
            for: z.string().optional(),
            labels: z.record(z.string(), z.string()).default({}),
            annotations: z.record(z.string(), z.string()).default({}),
          }),
        ),
      }),
    ),
  }),
});

/** Whoever an alert wakes learns how bad it is and which page says what to do; that page exists. */
export const alertRules: Check = {
  name: 'alerts have a severity and a runbook that exists',
  run: files =>
    rulesIn(files).flatMap(({ path, object }): Problem[] => {
      const groups = ruleSchema.safeParse(object).data?.spec.groups ?? [];
      return groups
        .flatMap(group => group.rules)
        .filter(rule => rule.alert !== undefined)
        .flatMap(({ alert, labels, annotations }) =>
          [
            'severity' in labels || 'has no severity',
            'summary' in annotations || 'has no summary',
            leadsToRunbook(annotations.runbook_url, files) ||
              `has no runbook in the service's docs (${annotations.runbook_url})`,
          ]
            .filter(problem => typeof problem === 'string')
            .map(problem => ({ path, message: `alert ${alert} ${problem}` })),
        );
    }),
};

export function rulesIn(
  files: Files,
): { path: string; object: KubernetesObject }[] {
  return manifestFiles(files)
    .filter(([path]) => !path.endsWith('.json'))
    .flatMap(([path, text]) =>
      parseObjects(text)
        .filter(({ kind }) => kind === 'PrometheusRule')
        .map(object => ({ path, object })),
    );
}

function leadsToRunbook(url: string | undefined, files: Files): boolean {
  const page = /\/(docs\/[^#?]+?)(?:\.md)?(?:[#?].*)?$/.exec(url ?? '')?.[1];
  return page !== undefined && files.has(`service/${page}.md`);
}
