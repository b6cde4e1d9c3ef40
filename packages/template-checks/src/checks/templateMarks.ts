import { Files } from '../Files';
import { Check, Problem } from './Check';

const MARKS = [
  /\$\{\{-?\s*(?:values|steps\.check)\b/,
  /\{%-?\s*(?:raw|endraw|if|elif|else|endif|for|endfor|set|include|macro)\b/,
  /\[object Object\]/,
];
/** Azure Pipelines has parameters of its own. */
const PARAMETERS = /\$\{\{-?\s*parameters\b/;
const AZURE = /\/(?:azure-pipelines\.yml$|\.azuredevops\/)/;
/** A value that the template did not have. The word is common in prose and in code, not in data. */
const MISSING_VALUE = /(?::|=|- |\/|@)\s*["']?(?:undefined|NaN)\b/;
const DATA = /\.(?:ya?ml|json|toml|tf|env)$|Dockerfile$|CODEOWNERS$/;

/** Nothing of the template language is left, and no value was missing. */
export const templateMarks: Check = {
  name: 'no unresolved template marks',
  run: files => [...findMarks(files), ...findNames(files)],
};

function findMarks(files: Files): Problem[] {
  const problems: Problem[] = [];
  for (const [path, content] of files) {
    content.split('\n').forEach((line, index) => {
      const isData = DATA.test(path) && !path.endsWith('package-lock.json');
      const patterns = [
        ...MARKS,
        ...(AZURE.test(path) ? [] : [PARAMETERS]),
        ...(isData ? [MISSING_VALUE] : []),
      ];
      for (const pattern of patterns) {
        const match = pattern.exec(line);
        if (match) {
          problems.push({
            path,
            message: `line ${index + 1} has '${match[0]}'`,
          });
        }
      }
    });
    if (/^\s*\n/.test(content)) {
      problems.push({ path, message: 'starts with an empty line' });
    }
    if (content.length > 0 && !content.endsWith('\n')) {
      problems.push({ path, message: 'does not end with a line break' });
    }
  }
  return problems;
}

function findNames(files: Files): Problem[] {
  return [...files.keys()]
    .filter(path => /\.njk$|\$\{\{|\/\//.test(path))
    .map(path => ({ path, message: 'has a name that was not rendered' }));
}
