/**
 * Finds what stands where a new file needs to be: a file, link or submodule in place of one of its folders, or a folder,
 * with a slash at its end, in place of the file. git would silently replace either.
 */
export function obstaclesIn(
  present: Iterable<string>,
): (path: string) => string | undefined {
  const files = new Set(present);
  const folders = new Set([...files].flatMap(foldersOf));
  return path =>
    foldersOf(path).find(folder => files.has(folder)) ??
    (folders.has(path) ? `${path}/` : undefined);
}

function foldersOf(path: string): string[] {
  const segments = path.split('/');
  return segments
    .slice(1)
    .map((_, index) => segments.slice(0, index + 1).join('/'));
}
