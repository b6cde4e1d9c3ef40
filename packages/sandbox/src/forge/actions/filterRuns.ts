import { Request } from 'express';
import { ApiError } from '../http/ApiError';
import { queryText } from '../http/requests';
import { WorkflowRunRecord } from './records';

/** Those of the runs that the query of a request asks for. */
export function filterRuns(
  request: Request,
  runs: WorkflowRunRecord[],
): WorkflowRunRecord[] {
  const actor = queryText(request, 'actor')?.toLowerCase();
  const branch = queryText(request, 'branch');
  const event = queryText(request, 'event');
  const status = queryText(request, 'status');
  const headSha = queryText(request, 'head_sha');
  const suite = queryText(request, 'check_suite_id');
  const created = queryText(request, 'created');
  const isInTime = created === undefined ? () => true : dateFilter(created);
  return runs.filter(
    run =>
      (!actor || run.actor.toLowerCase() === actor) &&
      (!branch || run.headBranch === branch) &&
      (!event || run.event === event) &&
      (!headSha || run.headSha === headSha) &&
      (!suite || String(run.id) === suite) &&
      (!status || run.status === status || run.conclusion === status) &&
      isInTime(run.createdAt),
  );
}

/** GitHub's search syntax for dates: `2026-01-31`, `>=2026-01-31`, `2026-01-01..2026-01-31`, `2026-01-01..*`. */
export function dateFilter(expression: string): (date: string) => boolean {
  const range = /^(.+)\.\.(.+)$/.exec(expression);
  if (range) {
    const [, from, to] = range;
    const start = from === '*' ? -Infinity : period(from).start;
    const end = to === '*' ? Infinity : period(to).end;
    return date => isWithin(date, start, end);
  }
  const [, operator = '', rest = ''] =
    /^(>=|<=|>|<)?(.*)$/.exec(expression) ?? [];
  const { start, end } = period(rest);
  switch (operator) {
    case '>=':
      return date => isWithin(date, start, Infinity);
    case '>':
      return date => isWithin(date, end, Infinity);
    case '<=':
      return date => isWithin(date, -Infinity, end);
    case '<':
      return date => isWithin(date, -Infinity, start);
    default:
      return date => isWithin(date, start, end);
  }
}

function isWithin(date: string, start: number, end: number): boolean {
  const time = new Date(date).getTime();
  return time >= start && time < end;
}

/** A day lasts a day, a moment a second. */
function period(text: string): { start: number; end: number } {
  // In an address a plus sign stands for a space.
  const start = new Date(text.replace(' ', '+')).getTime();
  if (Number.isNaN(start)) {
    throw ApiError.invalid({
      resource: 'WorkflowRun',
      field: 'created',
      code: 'invalid',
      message: `'${text}' is no date in the form of ISO 8601`,
    });
  }
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  return { start, end: start + (isDay ? 86_400_000 : 1000) };
}
