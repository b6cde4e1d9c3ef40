import { NotFoundError } from '@backstage/errors';
import { ManifestSource } from '../../gitops/ManifestSource';
import { HistoryForge } from './HistoryForge';
import { HistoryRepository } from './HistoryRepository';

/** Reads manifests of a history from memory: asking git over HTTP for each deployment would take half of the first start. */
export class HistorySource implements ManifestSource {
  readonly #forge: HistoryForge;
  readonly #forgeUrl: string;

  constructor(options: { forge: HistoryForge; forgeUrl: string }) {
    this.#forge = options.forge;
    this.#forgeUrl = options.forgeUrl;
  }

  async resolve(url: string, revision: string): Promise<string> {
    const commit = this.#repositoryAt(url).resolve(revision);
    if (!commit) {
      throw new NotFoundError(`No revision ${revision} in ${url}`);
    }
    return commit;
  }

  async checkOut(
    url: string,
    _revision: string,
    commit: string,
  ): Promise<(path: string) => Promise<string | undefined>> {
    const repository = this.#repositoryAt(url);
    return async path => repository.readFile(commit, path)?.toString('utf8');
  }

  #repositoryAt(url: string): HistoryRepository {
    const [owner, repo] = url
      .slice(this.#forgeUrl.length + 1)
      .replace(/\.git$/, '')
      .split('/');
    return this.#forge.repository(owner, repo);
  }
}
