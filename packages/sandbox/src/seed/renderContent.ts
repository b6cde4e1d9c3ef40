import { readdir, readFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

const PLACEHOLDER = /\$\{\{ values\.([A-Za-z]+)( \| dump)? \}\}/g;

/**
 * The files of a repository as the wizard makes them, by their path: the content of the template `create-service` with all
 * placeholders replaced. What the wizard decides with control structures is not read here.
 */
export async function renderContent(
  folder: 'service' | 'manifests',
  values: Record<string, string>,
): Promise<Record<string, string>> {
  const root = resolvePackagePath(
    '@fairway/sandbox',
    '../../templates/create-service/content',
    folder,
  );
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile());
  const rendered = await Promise.all(
    files.map(async entry => {
      const file = join(entry.parentPath, entry.name);
      const path = relative(root, file).split(sep).join('/');
      const text = await readFile(file, 'utf8');
      return [path, fill(path, text, values)] as const;
    }),
  );
  return Object.fromEntries(rendered.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function fill(
  path: string,
  text: string,
  values: Record<string, string>,
): string {
  return text.replace(PLACEHOLDER, (_, name: string, dump?: string) => {
    const value = values[name];
    if (value === undefined) {
      throw new InputError(
        `${path} needs a value '${name}'; there are: ${Object.keys(values).join(
          ', ',
        )}`,
      );
    }
    return dump ? JSON.stringify(value) : value;
  });
}
