import { parse as parseToml } from 'smol-toml';
import { parseAllDocuments } from 'yaml';
import { Files } from '../Files';
import { Check, Problem } from './Check';

/** YAML, JSON and TOML files parse strictly, and no key stands twice in one mapping. */
export const syntax: Check = {
  name: 'YAML, JSON and TOML parse strictly',
  run: (files: Files) =>
    [...files].flatMap(([path, content]): Problem[] =>
      findProblems(path, content).map(message => ({ path, message })),
    ),
};

const known = new Map<string, string[]>();

// Lock files are large and the same in most renderings.
function findProblems(path: string, content: string): string[] {
  const parse = PARSERS.find(([pattern]) => pattern.test(path))?.[1];
  if (!parse) {
    return [];
  }
  const problems = known.get(content) ?? parse(content);
  known.set(content, problems);
  return problems;
}

const PARSERS: [pattern: RegExp, parse: (content: string) => string[]][] = [
  [/\.ya?ml$/, parseYamlStrictly],
  [/\.json$/, parseJsonStrictly],
  [/\.toml$|\/uv\.lock$/, content => messageOf(() => parseToml(content))],
];

function parseYamlStrictly(content: string): string[] {
  const documents = parseAllDocuments(content, {
    strict: true,
    uniqueKeys: true,
    version: '1.2',
  });
  const list = 'empty' in documents ? [] : documents;
  return list
    .flatMap(document => [...document.errors, ...document.warnings])
    .map(error => error.message.split('\n')[0]);
}

function parseJsonStrictly(content: string): string[] {
  const problems = messageOf(() => JSON.parse(content));
  // JSON.parse takes the last of two equal keys; as YAML, which JSON is a part of, they are an error.
  return problems.length > 0 ? problems : parseYamlStrictly(content);
}

function messageOf(action: () => void): string[] {
  try {
    action();
    return [];
  } catch (error) {
    return [String(error instanceof Error ? error.message : error)];
  }
}
