/** Builds the addresses that the forge hands out. */
export class ForgeUrls {
  readonly base: string;

  constructor(baseUrl: string) {
    this.base = baseUrl.replace(/\/+$/, '');
  }

  /** `api('repos', 'acme', 'shop')` → `http://…/api/v3/repos/acme/shop`. */
  api(...segments: (string | number)[]): string {
    return `${this.base}/api/v3${joined(segments)}`;
  }

  html(...segments: (string | number)[]): string {
    return `${this.base}${joined(segments)}`;
  }

  repositoryApi(
    repository: { owner: string; name: string },
    ...segments: (string | number)[]
  ): string {
    return this.api('repos', repository.owner, repository.name, ...segments);
  }

  repositoryHtml(
    repository: { owner: string; name: string },
    ...segments: (string | number)[]
  ): string {
    return this.html(repository.owner, repository.name, ...segments);
  }

  /** Segments of a path inside a repository or of a branch name keep their slashes. */
  static pathSegments(path: string): string[] {
    return path.split('/').filter(segment => segment !== '');
  }
}

function joined(segments: (string | number)[]): string {
  return segments
    .map(segment => `/${encodeURIComponent(String(segment))}`)
    .join('');
}
