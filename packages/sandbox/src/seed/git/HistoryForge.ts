import { NotFoundError } from '@backstage/errors';
import { createForgeActions } from '../../forge/createForgeActions';
import { ForgeActions } from '../../forge/ForgeActions';
import { ForgeServices } from '../../forge/ForgeServices';
import { HistoryRepository } from './HistoryRepository';

/** The forge, with commits kept in memory until they are written all at once. */
export class HistoryForge {
  readonly actions: ForgeActions;
  readonly #services: ForgeServices;
  readonly #repositories = new Map<string, HistoryRepository>();

  constructor(services: ForgeServices) {
    this.#services = services;
    const actions = createForgeActions(services);
    this.actions = {
      ...actions,
      createRepository: async input => {
        const record = await actions.createRepository(input);
        this.#repositories.set(
          `${input.owner}/${input.name}`,
          new HistoryRepository(),
        );
        return record;
      },
      resolve: async (owner, repo, ref) =>
        this.repository(owner, repo).resolve(ref),
      readFile: async (owner, repo, ref, path) =>
        this.repository(owner, repo).readFile(ref, path),
      listFiles: async (owner, repo, ref, folder) =>
        this.repository(owner, repo).listFiles(ref, folder),
      commitFiles: async input =>
        this.repository(input.owner, input.repo).commit(input),
      createPullRequest: async input => {
        await this.#write(`${input.owner}/${input.repo}`);
        return actions.createPullRequest(input);
      },
    };
  }

  repository(owner: string, repo: string): HistoryRepository {
    const repository = this.#repositories.get(`${owner}/${repo}`);
    if (!repository) {
      throw new NotFoundError(
        `No repository ${owner}/${repo} in this history; it has: ${[
          ...this.#repositories.keys(),
        ].join(', ')}`,
      );
    }
    return repository;
  }

  /** Makes everything so far visible to git and REST. */
  async write(): Promise<void> {
    for (const name of this.#repositories.keys()) {
      await this.#write(name);
    }
  }

  async #write(name: string): Promise<void> {
    const [owner, repo] = name.split('/');
    const stream = this.repository(owner, repo).takeStream();
    if (stream) {
      await this.#services.pushes.run(
        { owner, repo, pusher: 'pia', silent: true, date: stream.newest },
        async () => {
          await this.#services.git
            .repository(owner, repo)
            .run(['fast-import', '--quiet', '--done', '--date-format=raw'], {
              input: stream.input,
            });
        },
      );
    }
  }
}
