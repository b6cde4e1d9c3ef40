/** A folder of a preview: its name, what it holds, and where it is. */
export type Folder<TFile> = {
  name: string;
  path: string;
  folders: Folder<TFile>[];
  files: TFile[];
};

/**
 * Puts files into folders, folders first, both by name. A chain of folders that hold nothing but one another becomes one, as
 * code hosts show it: `src/app`.
 */
export function fileTree<TFile extends { path: string }>(
  files: readonly TFile[],
): Folder<TFile> {
  const root: Folder<TFile> = { name: '', path: '', folders: [], files: [] };
  const sorted = [...files].sort((a, b) => a.path.localeCompare(b.path));
  for (const file of sorted) {
    const names = file.path.split('/').slice(0, -1);
    let folder = root;
    for (const name of names) {
      const path = folder.path ? `${folder.path}/${name}` : name;
      let next = folder.folders.find(each => each.name === name);
      if (!next) {
        next = { name, path, folders: [], files: [] };
        folder.folders.push(next);
      }
      folder = next;
    }
    folder.files.push(file);
  }
  return { ...root, folders: root.folders.map(joinChain) };
}

function joinChain<TFile>(folder: Folder<TFile>): Folder<TFile> {
  const [only, ...others] = folder.folders;
  if (only && others.length === 0 && folder.files.length === 0) {
    const joined = joinChain(only);
    return { ...joined, name: `${folder.name}/${joined.name}` };
  }
  return { ...folder, folders: folder.folders.map(joinChain) };
}
