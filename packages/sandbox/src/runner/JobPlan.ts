import { InputError } from '@backstage/errors';
import { evaluateExpression } from './expressions/evaluateExpression';
import { ExpressionScope } from './expressions/ExpressionValue';
import { interpolate } from './expressions/interpolate';
import { expandMatrix, MatrixCell } from './workflow/expandMatrix';
import { isCall, WorkflowJob } from './workflow/jobSchema';

/** A job that will run, or one cell of its matrix. */
export interface PlannedJob {
  name: string;
  cell: MatrixCell | undefined;
  labels: string[];
}

/** The job, or the cells of its matrix. */
export function planJobs(
  jobId: string,
  definition: WorkflowJob,
  scopeWith: (matrix?: MatrixCell) => ExpressionScope,
): PlannedJob[] {
  return cellsOf(definition, scopeWith()).map(cell => ({
    cell,
    name: nameOf(definition.name ?? jobId, cell, scopeWith(cell)),
    labels: labelsOf(definition),
  }));
}
/** A job of which only the name is seen. */
export function planSkippedJob(
  jobId: string,
  definition: WorkflowJob,
  scope: ExpressionScope,
): PlannedJob {
  return {
    cell: undefined,
    name: nameOf(definition.name ?? jobId, undefined, scope),
    labels: [],
  };
}

function cellsOf(
  definition: WorkflowJob,
  scope: ExpressionScope,
): (MatrixCell | undefined)[] {
  const matrix = definition.strategy?.matrix;
  if (!matrix) {
    return [undefined];
  }
  const value = evaluate(matrix, scope);
  if (typeof value !== 'object' || value === null) {
    throw new InputError(`The matrix is not a mapping: ${matrix}`);
  }
  return expandMatrix(
    Object.fromEntries(
      Object.entries(value).map(([axis, values]) => [
        axis,
        evaluate(values, scope),
      ]),
    ),
  );
}

/** The value of a text that is one single expression; everything else as it is. */
function evaluate(value: unknown, scope: ExpressionScope): unknown {
  const expression =
    typeof value === 'string' && /^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(value)?.[1];
  return expression ? evaluateExpression(expression, scope) : value;
}

function nameOf(
  name: string,
  cell: MatrixCell | undefined,
  scope: ExpressionScope,
): string {
  if (name.includes('${{')) {
    return interpolate(name, scope);
  }
  const values = Object.values(cell ?? {}).filter(
    value => typeof value !== 'object',
  );
  return values.length ? `${name} (${values.join(', ')})` : name;
}

function labelsOf(definition: WorkflowJob): string[] {
  const runsOn = isCall(definition) ? [] : definition['runs-on'];
  const labels = Array.isArray(runsOn) ? runsOn : [runsOn];
  return labels.filter(label => typeof label === 'string');
}
