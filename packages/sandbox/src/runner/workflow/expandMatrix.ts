import { InputError } from '@backstage/errors';
import { z } from 'zod';
import { ExpressionValue, isEqual } from '../expressions/ExpressionValue';

/** One combination: what `matrix` holds in a job. */
export type MatrixCell = Record<string, ExpressionValue>;

const valueSchema: z.ZodType<ExpressionValue> = z.lazy(() =>
  z.union([
    z.boolean(),
    z.number(),
    z.string(),
    z.array(valueSchema),
    z.record(z.string(), valueSchema),
  ]),
);
const cellsSchema = z.array(z.record(z.string(), valueSchema)).default([]);
const axesSchema = z.record(z.string(), z.array(valueSchema));

/** GitHub's own limit of jobs per matrix. */
const LIMIT = 256;

/** All combinations of a `strategy.matrix`, without `exclude`, with `include`. */
export function expandMatrix(matrix: Record<string, unknown>): MatrixCell[] {
  const { include, exclude, ...rest } = matrix;
  const axes = axesSchema.parse(rest);
  const excluded = cellsSchema.parse(exclude);
  const size = Object.values(axes).reduce((sum, axis) => sum * axis.length, 1);
  if (size > LIMIT) {
    throw new InputError(
      `The matrix has ${size} jobs; at most ${LIMIT} are possible`,
    );
  }
  let cells: MatrixCell[] = Object.keys(axes).length ? [{}] : [];
  for (const [axis, values] of Object.entries(axes)) {
    cells = cells.flatMap(cell =>
      values.map(value => ({ ...cell, [axis]: value })),
    );
  }
  cells = cells.filter(
    cell => !excluded.some(pattern => covers(cell, pattern)),
  );
  return addIncluded(cells, cellsSchema.parse(include), Object.keys(axes));
}

/** An entry of `include` extends every cell whose original values it keeps, else it is a cell of its own. */
function addIncluded(
  cells: MatrixCell[],
  included: MatrixCell[],
  axes: string[],
): MatrixCell[] {
  const result = cells.map(cell => ({ ...cell }));
  for (const entry of included) {
    const onAxes = Object.fromEntries(
      Object.entries(entry).filter(([key]) => axes.includes(key)),
    );
    const extended = cells.flatMap((cell, index) =>
      covers(cell, onAxes) ? [result[index]] : [],
    );
    extended.forEach(cell => Object.assign(cell, entry));
    if (extended.length === 0) {
      result.push({ ...entry });
    }
  }
  return result;
}

function covers(cell: MatrixCell, pattern: MatrixCell): boolean {
  return Object.entries(pattern).every(([key, value]) =>
    typeof value === 'object'
      ? JSON.stringify(cell[key]) === JSON.stringify(value)
      : isEqual(cell[key], value),
  );
}
