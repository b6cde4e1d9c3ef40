/** Owners and names are the same in any case, as on GitHub. */
export function repositoryKey(owner: string, name: string): string {
  return `${owner}/${name}`.toLowerCase();
}
