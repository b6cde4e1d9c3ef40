import { ActionContext } from '@backstage/plugin-scaffolder-node';
import { ScmIntegrationRegistry } from '@backstage/integration';
import { GitRemotes, GitRunner } from '@fairway/backstage-plugin-delivery-node';
import { GitWorkbench } from './git/GitWorkbench';
import { Author, portalAuthor } from './git/snapshotScript';
import { ProposalTarget } from './proposeChange';
import { createPullRequests } from './pullRequests/createPullRequests';
import { parseHostedRepository } from './HostedRepository';

type Run = Pick<
  ActionContext<object>,
  'createTemporaryDirectory' | 'signal' | 'user'
>;

/** Opens repositories for changes that people shall look at. */
export class GoldenPathRepositories {
  readonly #integrations: ScmIntegrationRegistry;
  readonly #remotes: GitRemotes;
  readonly #git = GitRunner.create();

  static create(options: {
    integrations: ScmIntegrationRegistry;
    remotes: GitRemotes;
  }): GoldenPathRepositories {
    return new GoldenPathRepositories(options);
  }

  private constructor(options: {
    integrations: ScmIntegrationRegistry;
    remotes: GitRemotes;
  }) {
    this.#integrations = options.integrations;
    this.#remotes = options.remotes;
  }

  /** Fetches a repository, named by its address or that of something in it. */
  async open(address: string, run: Run): Promise<ProposalTarget> {
    const repository = parseHostedRepository(address, this.#integrations);
    const bench = await GitWorkbench.open({
      folder: await run.createTemporaryDirectory(),
      git: this.#git,
      remote: await this.#remotes.find(repository.url),
      signal: run.signal,
    });
    return {
      repository,
      url: repository.url,
      bench,
      branches: await bench.fetch(),
      pullRequests: createPullRequests(repository, this.#integrations),
      // Azure DevOps takes no push that is all or nothing.
      pushing: repository.type === 'azure' ? 'in-order' : 'atomic',
    };
  }
}

/** Who started the run, as an author of commits. */
export function authorOf(run: Pick<Run, 'user'>): Author {
  const { entity, ref } = run.user ?? {};
  const profile = entity?.spec.profile;
  const name = profile?.displayName ?? entity?.metadata.name ?? ref;
  return name
    ? { name, email: profile?.email ?? portalAuthor.email }
    : portalAuthor;
}
