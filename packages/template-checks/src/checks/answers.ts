import { parse } from 'yaml';
import { z } from 'zod';
import { Check } from './Check';

const PATHS = ['service/.golden-path.yaml', 'manifests/.golden-path.yaml'];
const answersSchema = z.looseObject({
  template: z.string(),
  version: z.union([z.string(), z.number()]),
  answers: z.record(z.string(), z.json()),
});

/** Each repository remembers how it was made, so that a newer template can make it again. */
export const answers: Check = {
  name: '.golden-path.yaml remembers every answer',
  run: (files, parameters) =>
    PATHS.flatMap(path => {
      const text = files.get(path);
      const stored = answersSchema.safeParse(parse(text ?? ''));
      if (!stored.success) {
        return [{ path, message: 'is missing or not a list of answers' }];
      }
      return Object.entries(parameters)
        .filter(
          ([name, value]) =>
            JSON.stringify(stored.data.answers[name]) !== JSON.stringify(value),
        )
        .map(([name, value]) => ({
          path,
          message: `does not remember ${name}: ${JSON.stringify(value)}`,
        }));
    }),
};
