import { resolvePackagePath } from '@backstage/backend-plugin-api';
import ts from 'typescript';
import { KubernetesObject } from './KubernetesObject';

const OPTIONS: ts.CompilerOptions = {
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2022.d.ts'],
  types: [],
  strict: true,
  skipLibCheck: true,
  noEmit: true,
};
/** "Object literal may only specify known properties", without and with a suggestion. */
const UNKNOWN_FIELD = [2353, 2561];
/** Where the packages of the models are found from; nothing is written there. */
const FILE = resolvePackagePath(
  '@fairway/template-checks',
  'src/kubernetes/objects.ts',
);

const sources = new Map<string, ts.SourceFile | undefined>();

/**
 * Finds fields that the types of the objects do not have. A Kubernetes API server drops such a field without a word, so
 * that a misspelt one does nothing. The compiler knows the types; each object is written down as a literal of its type.
 */
export function findUnknownFields(
  objects: { object: KubernetesObject; specifier: string }[],
): { object: KubernetesObject; message: string }[] {
  const lines = objects.map(
    ({ object, specifier }, index) =>
      `export const object${index}: import(${JSON.stringify(specifier)}).I${
        object.kind
      } = ${JSON.stringify(object)};`,
  );
  const host = ts.createCompilerHost(OPTIONS);
  const program = ts.createProgram([FILE], OPTIONS, {
    ...host,
    fileExists: name => name === FILE || host.fileExists(name),
    getSourceFile: (name, target) => {
      if (name === FILE) {
        return ts.createSourceFile(name, lines.join('\n'), target);
      }
      if (!sources.has(name)) {
        sources.set(name, host.getSourceFile(name, target));
      }
      return sources.get(name);
    },
  });
  const file = program.getSourceFile(FILE);
  return program.getSemanticDiagnostics(file).flatMap(diagnostic => {
    if (!UNKNOWN_FIELD.includes(diagnostic.code) || !file) {
      return [];
    }
    const { line } = file.getLineAndCharacterOfPosition(diagnostic.start ?? 0);
    const message = ts.flattenDiagnosticMessageText(
      diagnostic.messageText,
      ' ',
    );
    return [{ object: objects[line].object, message }];
  });
}
