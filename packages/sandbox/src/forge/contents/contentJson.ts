import { GitTreeEntry } from '../git/objects';
import { ForgeUrls } from '../http/ForgeUrls';
import { RepositoryRecord } from '../repositories/records';

/** An entry of a folder, or the head of a file, as the contents API shows it. */
export function contentJson(
  urls: ForgeUrls,
  repository: RepositoryRecord,
  entry: GitTreeEntry,
  ref: string,
) {
  const path = ForgeUrls.pathSegments(entry.path);
  const self = `${urls.repositoryApi(
    repository,
    'contents',
    ...path,
  )}?ref=${encodeURIComponent(ref)}`;
  const isFolder = entry.type === 'tree';
  const html = urls.repositoryHtml(
    repository,
    isFolder ? 'tree' : 'blob',
    ref,
    ...path,
  );
  const git = urls.repositoryApi(
    repository,
    'git',
    isFolder ? 'trees' : 'blobs',
    entry.sha,
  );
  return {
    name: path.at(-1) ?? '',
    path: entry.path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url: self,
    html_url: html,
    git_url: git,
    download_url:
      entry.type === 'blob'
        ? urls.repositoryHtml(repository, 'raw', ref, ...path)
        : null,
    type: contentType(entry),
    _links: { self, git, html },
  };
}

function contentType(
  entry: GitTreeEntry,
): 'dir' | 'file' | 'submodule' | 'symlink' {
  switch (entry.type) {
    case 'tree':
      return 'dir';
    case 'commit':
      return 'submodule';
    default:
      return entry.mode === '120000' ? 'symlink' : 'file';
  }
}
