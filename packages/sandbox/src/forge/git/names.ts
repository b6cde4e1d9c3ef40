/**
 * Callers may name branches, tags and shas, not the rest of git's revision language (`main:file`, `HEAD~3`, `@{u}`),
 * which would read past what the API offers.
 */
export function isSafeRevision(revision: string): boolean {
  return (
    /^[^\p{Cc}\s~^:?*[\\]+$/u.test(revision) &&
    !revision.startsWith('-') &&
    !revision.includes('..') &&
    !revision.includes('@{') &&
    revision.length <= 255
  );
}

/** The rules of `git check-ref-format`, as far as they matter for `refs/heads/…` and `refs/tags/…`. */
export function isSafeRefName(name: string): boolean {
  return (
    isSafeRevision(name) &&
    /^refs\/[^/]+\/./.test(name) &&
    !name.endsWith('/') &&
    !name.endsWith('.') &&
    !name.includes('//') &&
    name
      .split('/')
      .every(part => !part.startsWith('.') && !part.endsWith('.lock'))
  );
}

/** A path inside a repository, relative and without steps up or into `.git`. */
export function isSafePath(path: string): boolean {
  return (
    path !== '' &&
    path.length <= 4096 &&
    !path.includes('\0') &&
    path
      .split('/')
      .every(
        part =>
          part !== '' &&
          part !== '.' &&
          part !== '..' &&
          part.toLowerCase() !== '.git',
      )
  );
}

/** Owner and repository names become folder names. */
export function isSafeRepositoryName(name: string): boolean {
  return (
    /^[\w.-]{1,100}$/.test(name) &&
    !name.startsWith('.') &&
    !name.endsWith('.git')
  );
}
