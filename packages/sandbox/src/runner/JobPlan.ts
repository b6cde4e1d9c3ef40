import { InputError } from '@backstage/errors';
import { createScope, NeedValue } from './createScope';
import { evaluateExpression } from './expressions/evaluateExpression';
import { ExpressionScope } from './expressions/ExpressionValue';
import { interpolate } from './expressions/interpolate';
import { RunState } from './RunState';
import { expandMatrix, MatrixCell } from './workflow/expandMatrix';
import { Workflow, WorkflowJob } from './workflow/workflowSchema';

/** A job that will run, or one cell of its matrix. */
export interface PlannedJob {
  name: string;
  cell: MatrixCell | undefined;
  labels: string[];
}

/** True for a matrix that is only known once other jobs are done. */
export function isDynamic(definition: WorkflowJob): boolean {
  return JSON.stringify(definition.strategy?.matrix ?? '').includes('needs.');
}

/** The job, or the cells of its matrix. */
export function planJobs(options: {
  run: RunState;
  workflow: Workflow;
  jobId: string;
  needs: Record<string, NeedValue>;
}): PlannedJob[] {
  const { run, workflow, jobId, needs } = options;
  const definition = workflow.jobs[jobId];
  const scopeWith = (matrix?: MatrixCell) =>
    createScope({
      run,
      workflowName: workflow.name ?? run.workflowPath,
      status: 'success',
      needs,
      matrix,
    });
  return cellsOf(definition, scopeWith()).map(cell => ({
    cell,
    name: nameOf(definition.name ?? jobId, cell, scopeWith(cell)),
    labels: labelsOf(definition),
  }));
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
  const runsOn = definition['runs-on'];
  const labels = Array.isArray(runsOn) ? runsOn : [runsOn];
  return labels.filter(label => typeof label === 'string');
}
