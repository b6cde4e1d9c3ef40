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
      left: Expression;
      right: Expression;
    };

/** A query that cannot be understood or is beyond what the sandbox evaluates. */
export class QueryError extends Error {}
