import { parse } from 'yaml';
import { z } from 'zod';
import { Check } from './Check';

const FILE = '.golden-path.yaml';
const answersSchema = z.looseObject({
  template: z.string(),
  version: z.union([z.string(), z.number()]),
  scope: z.string().optional(),
  answers: z.record(z.string(), z.json()),
});

/** Each repository remembers how it was made, so that a newer template can make it again. */
export const answers: Check = {
  name: '.golden-path.yaml remembers every answer',
  run: (files, { scope, ...parameters }) =>
    (parameters.manifestsIn === 'service'
      ? ['service']
      : ['service', 'manifests']
    ).flatMap(repository => {
      const path = `${repository}/${FILE}`;
      const stored = answersSchema.safeParse(parse(files.get(path) ?? ''));
      if (!stored.success) {
        return [{ path, message: 'is missing or not a list of answers' }];
      }
      const remembered = { ...stored.data.answers, scope: stored.data.scope };
      return Object.entries({ ...parameters, scope })
        .filter(
          ([name, value]) =>
            JSON.stringify(new Map(Object.entries(remembered)).get(name)) !==
            JSON.stringify(value),
        )
        .map(([name, value]) => ({
          path,
          message: `does not remember ${name}: ${JSON.stringify(value)}`,
        }));
    }),
};
