import { z } from 'zod';

export const scalar = z.union([z.string(), z.number(), z.boolean()]);

export const condition = scalar.optional();

export const strings = z
  .union([z.string(), z.array(z.string())])
  .transform(value => (typeof value === 'string' ? [value] : value));

/** `env`, `with`, `outputs`: values are texts once they are used. */
export const texts = z
  .record(z.string(), scalar.nullable())
  .transform(values =>
    Object.fromEntries(
      Object.entries(values).map(([name, value]) => [
        name,
        String(value ?? ''),
      ]),
    ),
  );
