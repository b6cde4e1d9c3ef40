import { InputError } from '@backstage/errors';
import {
  Document,
  isCollection,
  isMap,
  isPair,
  isScalar,
  Node,
  parseAllDocuments,
  stringify,
  YAMLMap,
} from 'yaml';

/** A catalog file with more annotations, and which those are, or were changed. */
export type AnnotatedCatalogInfo = { text: string; added: string[] };

/**
 * Adds to the component of a catalog file the annotations that it lacks, and changes those in `replaced`. Comments, order
 * and formatting stay. Throws an InputError if the file has no such component.
 */
export function annotateCatalogInfo(
  text: string,
  options: {
    path: string;
    component: string;
    annotations: Record<string, string>;
    replaced?: string[];
  },
): AnnotatedCatalogInfo {
  const { path, component, annotations, replaced = [] } = options;
  const document = parseAllDocuments(text).find(
    each =>
      each instanceof Document &&
      each.get('kind') === 'Component' &&
      each.getIn(['metadata', 'name']) === component,
  );
  const metadata = document?.get('metadata', true);
  if (document?.errors.length || !isMap(metadata) || metadata.flow) {
    throw new InputError(
      `${path} has no Component '${component}' with metadata in block style; correct it and run this again`,
    );
  }
  const present = metadata.get('annotations', true);
  const outdated = isMap(present)
    ? replaced.find(
        key => present.get(key) !== annotations[key] && present.has(key),
      )
    : undefined;
  if (outdated && isMap(present)) {
    const [start, end] = rangeOf(present.get(outdated, true));
    const changed = annotateCatalogInfo(
      text.slice(0, start) +
        JSON.stringify(annotations[outdated]) +
        text.slice(end),
      options,
    );
    return { ...changed, added: [outdated, ...changed.added] };
  }
  const missing = Object.entries(annotations).filter(
    ([key]) => !isMap(present) || !present.has(key),
  );
  if (missing.length === 0) {
    return { text, added: [] };
  }
  return {
    text:
      isMap(present) && present.items.length > 0 && !present.flow
        ? appendTo(text, present, missing.map(lineOf))
        : withAnnotations(text, metadata, Object.entries(annotations)),
    added: missing.map(([key]) => key),
  };
}

/** For a component without any annotation, whether it says so or not. */
function withAnnotations(
  text: string,
  metadata: YAMLMap,
  annotations: [string, string][],
): string {
  const pair = metadata.items.find(
    ({ key }) => isScalar(key) && key.value === 'annotations',
  );
  if (!pair) {
    return appendTo(text, metadata, [
      'annotations:',
      ...annotations.map(entry => `  ${lineOf(entry)}`),
    ]);
  }
  const { key, value } = pair;
  if (isMap(value) && value.items.length > 0) {
    throw new InputError(
      'The annotations stand in one line; write one on each line and run this again',
    );
  }
  const [from, to] = rangeOf(value);
  if (!isMap(value) && !(isScalar(value) && value.value === null)) {
    throw new InputError(
      'The annotations are no map; correct them and run this again',
    );
  }
  const start = text.indexOf(':', rangeOf(key)[1]) + 1;
  const indent = ' '.repeat(columnOf(text, metadata) + 2);
  const lines = annotations.map(entry => `\n${indent}${lineOf(entry)}`);
  // What says that there are none is replaced: null, ~ or {}. If nothing does, a comment may follow.
  const end = from === to ? start : to;
  return text.slice(0, start) + lines.join('') + text.slice(end);
}

function appendTo(text: string, map: YAMLMap, lines: string[]): string {
  const indent = ' '.repeat(columnOf(text, map));
  const end = endOf(map);
  if (text[end - 1] === '\n') {
    const added = lines.map(line => `${indent}${line}\n`).join('');
    return text.slice(0, end) + added + text.slice(end);
  }
  const lineEnd = text.indexOf('\n', end);
  const at = lineEnd < 0 ? text.length : lineEnd;
  const added = lines.map(line => `\n${indent}${line}`).join('');
  return text.slice(0, at) + added + text.slice(at);
}

function lineOf([key, value]: [string, string]): string {
  return stringify({ [key]: value }, { lineWidth: 0 }).trimEnd();
}

/** How far a map's keys are indented. */
function columnOf(text: string, map: YAMLMap): number {
  const start = rangeOf(map.items[0].key)[0];
  return start - (text.lastIndexOf('\n', start - 1) + 1);
}

/** Where the last value in a node ends. */
function endOf(node: unknown): number {
  if (isCollection(node) && !node.flow && node.items.length > 0) {
    return endOf(node.items.at(-1));
  }
  if (isPair(node)) {
    return node.value === null ? endOf(node.key) : endOf(node.value);
  }
  return rangeOf(node)[1];
}

function rangeOf(node: unknown): NonNullable<Node['range']> {
  const range = isScalar(node) || isCollection(node) ? node.range : undefined;
  if (!range) {
    throw new InputError(
      'The catalog file has an alias where an annotation would go; write it out and run this again',
    );
  }
  return range;
}
