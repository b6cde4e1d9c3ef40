/** `label="value"`, `label!="value"`, `label=~"pattern"` or `label!~"pattern"`. */
export interface Matcher {
  label: string;
  operator: '=' | '!=' | '=~' | '!~';
  value: string;
}

export type AggregateOperator = 'sum' | 'avg' | 'min' | 'max' | 'count';

export type BinaryOperator =
  | '+'
  | '-'
  | '*'
  | '/'
  | '%'
  | '^'
  | '>'
  | '<'
  | '>='
  | '<='
  | '=='
  | '!='
  | 'and'
  | 'or'
  | 'unless';

/** `on (…)` or `ignoring (…)`. */
export interface Matching {
  mode: 'on' | 'ignoring';
  labels: string[];
}

/** The part of PromQL that the sandbox evaluates. */
export type Expression =
  | { kind: 'number'; value: number }
  | {
      kind: 'selector';
      name: string | undefined;
      matchers: Matcher[];
      rangeSeconds: number | undefined;
    }
  | { kind: 'call'; function: string; arguments: Expression[] }
  | {
      kind: 'aggregate';
      operator: AggregateOperator;
      grouping: { mode: 'by' | 'without'; labels: string[] };
      operand: Expression;
    }
  | {
      kind: 'binary';
      operator: BinaryOperator;
      asBool: boolean;
      /** By which labels the samples of two vectors are matched; by all of them if it is missing. */
      matching?: Matching;
      left: Expression;
      right: Expression;
    };

/** A query that cannot be understood or is beyond what the sandbox evaluates. */
export class QueryError extends Error {}

/** A query that is understood and has no answer over the series there are. */
export class EvaluationError extends Error {}
