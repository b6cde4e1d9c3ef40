import { accessSync, constants } from 'node:fs';
import path from 'node:path';

/** The first program of this name on PATH, or on another list of folders. */
export function findProgram(
  name: string,
  folders = process.env.PATH ?? '',
): string | undefined {
  return folders
    .split(path.delimiter)
    .map(folder => path.join(folder, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
