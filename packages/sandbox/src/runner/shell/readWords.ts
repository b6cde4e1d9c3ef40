import { expandVariables } from './expandVariables';

const WORD = /"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"'#;|&<>]+)|([;|&<>\n#])/g;

/**
 * The words of the first command of a script that runs a program, after its name: quotes and variables are resolved, nothing else
 * of the shell is. Undefined if no line names the program.
 */
export function readWords(
  script: string,
  program: RegExp,
  env: Record<string, string>,
): string[] | undefined {
  const text = script.replace(/\\\n/g, ' ');
  const found = program.exec(text);
  if (!found) {
    return undefined;
  }
  const words: string[] = [];
  for (const [, double, single, plain, end] of text
    .slice(found.index + found[0].length)
    .matchAll(WORD)) {
    if (end) {
      break;
    }
    words.push(
      single ?? expandVariables((double ?? plain).replace(/\\(.)/g, '$1'), env),
    );
  }
  return words;
}

/** `--name value value`, by name. */
export function readOptions(words: readonly string[]): Map<string, string[]> {
  const options = new Map<string, string[]>();
  let values: string[] = [];
  for (const word of words) {
    const [, name, value] = /^--([a-z-]+)(?:=(.*))?$/.exec(word) ?? [];
    if (name) {
      values = value === undefined ? [] : [value];
      options.set(name, values);
    } else {
      values.push(word);
    }
  }
  return options;
}
