import { Json, listAt, objectsAt, textAt, textsAt } from '../json/Json';
import { StatusError } from '../StatusError';

type Labels = { [label: string]: string } | undefined;

/** Whether an object's labels match. */
export type LabelMatcher = (labels: Labels) => boolean;

/** Parses the text form of a selector: `a=b,c!=d,e in (f,g),h notin (i),j,!k`. */
export function parseLabelSelector(text: string): LabelMatcher {
  const requirements = splitRequirements(text).map(parseRequirement);
  return labels => requirements.every(requirement => requirement(labels));
}

/** The matcher of a `LabelSelector` object (`matchLabels` and `matchExpressions`). */
export function matcherOf(selector: Json | undefined): LabelMatcher {
  const wanted = Object.entries(textsAt(selector, 'matchLabels'));
  const expressions = objectsAt(selector, 'matchExpressions').map(
    expression => ({
      key: textAt(expression, 'key') ?? '',
      operator: textAt(expression, 'operator') ?? '',
      values: listAt(expression, 'values').map(String),
    }),
  );
  if (wanted.length === 0 && expressions.length === 0) {
    return () => false;
  }
  return labels =>
    wanted.every(([key, value]) => labels?.[key] === value) &&
    expressions.every(({ key, operator, values }) => {
      const value = labels?.[key];
      switch (operator) {
        case 'In':
          return value !== undefined && values.includes(value);
        case 'NotIn':
          return value === undefined || !values.includes(value);
        case 'Exists':
          return value !== undefined;
        case 'DoesNotExist':
          return value === undefined;
        default:
          return false;
      }
    });
}

function splitRequirements(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let current = '';
  for (const character of text) {
    if (character === ',' && depth === 0) {
      parts.push(current);
      current = '';
      continue;
    }
    if (character === '(') {
      depth += 1;
    }
    if (character === ')') {
      depth -= 1;
    }
    current += character;
  }
  parts.push(current);
  return parts.map(part => part.trim()).filter(part => part !== '');
}

function parseRequirement(text: string): LabelMatcher {
  const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(text);
  if (set) {
    const [, key, operator, list] = set;
    const values = list.split(',').map(value => value.trim());
    return operator === 'in'
      ? labels => {
          const value = labels?.[key];
          return value !== undefined && values.includes(value);
        }
      : labels => {
          const value = labels?.[key];
          return value === undefined || !values.includes(value);
        };
  }
  const equality = /^([^\s=!]+)\s*(==|=|!=)\s*([^\s=!]*)$/.exec(text);
  if (equality) {
    const [, key, operator, value] = equality;
    return operator === '!='
      ? labels => labels?.[key] !== value
      : labels => labels?.[key] === value;
  }
  const absent = /^!\s*([^\s=!()]+)$/.exec(text);
  if (absent) {
    return labels => labels?.[absent[1]] === undefined;
  }
  if (/^[^\s=!()]+$/.test(text)) {
    return labels => labels?.[text] !== undefined;
  }
  throw StatusError.badRequest(
    `unable to parse requirement: '${text}' is not a label selector`,
  );
}
