import { createHash } from 'node:crypto';
import { z } from 'zod';
import {
  ExpressionFunction,
  ExpressionValue,
  isEqual,
  toText,
} from './ExpressionValue';

const jsonSchema: z.ZodType<ExpressionValue> = z.lazy(() =>
  z.union([
    z.null().transform(() => undefined),
    z.boolean(),
    z.number(),
    z.string(),
    z.array(jsonSchema),
    z.record(z.string(), jsonSchema),
  ]),
);

const lower = (value: ExpressionValue) => toText(value).toLowerCase();

/** The functions that every expression may call; the status functions depend on where it stands. */
export const expressionFunctions: Record<string, ExpressionFunction> = {
  contains: (within, item) =>
    Array.isArray(within)
      ? within.some(each => isEqual(each, item))
      : lower(within).includes(lower(item)),
  startsWith: (text, start) => lower(text).startsWith(lower(start)),
  endsWith: (text, end) => lower(text).endsWith(lower(end)),
  format: (template, ...values) =>
    toText(template).replace(
      /\{\{|\}\}|\{(\d+)\}/g,
      (match: string, index?: string) =>
        index === undefined ? match[0] : toText(values[Number(index)]),
    ),
  join: (items, separator = ',') =>
    Array.isArray(items)
      ? items.map(toText).join(toText(separator))
      : toText(items),
  toJSON: value => JSON.stringify(value ?? null, undefined, 2),
  fromJSON: text => jsonSchema.parse(JSON.parse(toText(text))),
  // The files are not read: the same patterns give the same key, which is what caches need.
  hashFiles: (...patterns) =>
    createHash('sha256').update(patterns.map(toText).join('\n')).digest('hex'),
};
