import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The program that renders overlays on this machine, with its arguments; undefined if there is none. */
export function findKustomize(): string[] | undefined {
  const find = (name: string) =>
    (process.env.PATH ?? '')
      .split(delimiter)
      .map(folder => join(folder, name))
      .find(file => existsSync(file));
  const kustomize = find('kustomize');
  const kubectl = find('kubectl');
  if (kustomize) {
    return [kustomize, 'build'];
  }
  return kubectl ? [kubectl, 'kustomize'] : undefined;
}
