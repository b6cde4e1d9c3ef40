import { Labels, Series } from '../Series';
import { Expression, Matcher, QueryError } from './Expression';

/** The series that a name stands for; all of them without a name. */
export type SeriesSource = (name: string | undefined) => Series[];

/** The series that a selector's name and matchers choose. */
export function selectSeries(
  selector: Extract<Expression, { kind: 'selector' }>,
  series: SeriesSource,
): Series[] {
  const tests = selector.matchers.map(matcherTest);
  return series(selector.name).filter(one =>
    tests.every(test => test({ ...one.labels, __name__: one.name })),
  );
}

function matcherTest(matcher: Matcher): (labels: Labels) => boolean {
  const value = (labels: Labels) => labels[matcher.label] ?? '';
  switch (matcher.operator) {
    case '=':
      return labels => value(labels) === matcher.value;
    case '!=':
      return labels => value(labels) !== matcher.value;
    case '=~':
    case '!~': {
      let pattern: RegExp;
      try {
        pattern = new RegExp(`^(?:${matcher.value})$`);
      } catch {
        throw new QueryError(`'${matcher.value}' is not a regular expression`);
      }
      const wanted = matcher.operator === '=~';
      return labels => pattern.test(value(labels)) === wanted;
    }
    default: {
      const impossible: never = matcher.operator;
      return impossible;
    }
  }
}
