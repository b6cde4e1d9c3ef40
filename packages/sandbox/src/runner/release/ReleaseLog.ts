import { compare } from 'semver';
import { DocumentCollection, DocumentStore } from '../../storage/DocumentStore';

/** A release that a run built. */
export interface BuiltRelease {
  version: string;
  commit: string;
  image: string;
  digest: string;
}

/** Which versions of a repository exist, so that no two commits get the same. */
export class ReleaseLog {
  readonly #releases: DocumentCollection<BuiltRelease>;

  constructor(store: DocumentStore) {
    this.#releases = store.collection('runner-releases');
  }

  add(repository: string, release: BuiltRelease): void {
    this.#releases.put(`${repository}@${release.commit}`, release);
  }

  ofCommit(repository: string, commit: string): BuiltRelease | undefined {
    return this.#releases.get(`${repository}@${commit}`);
  }

  newest(repository: string): BuiltRelease | undefined {
    return this.list(repository).pop();
  }

  /** From the lowest version to the highest. */
  list(repository: string): BuiltRelease[] {
    return this.#releases
      .list(`${repository}@`)
      .map(({ value }) => value)
      .sort((left, right) => compare(left.version, right.version));
  }
}
