import { html } from './Html';
import { Pages } from './Pages';
import { peopleView, repositoriesView, repositoryView } from './views';

const ROWS = 30;

/** Accounts, teams and the front pages of repositories. */
export function addOverviewPages(pages: Pages): void {
  const { router } = pages;
  const { accounts, repositories, runs, pulls } = pages.services;

  router.get('/', (_request, response) => {
    pages.send(
      response,
      'Repositories',
      repositoriesView(repositories.list(), 'full'),
    );
  });

  router.get('/avatars/:login', (request, response) => {
    const account = accounts.find(request.params.login);
    if (!account) {
      pages.missing(response);
      return;
    }
    const initial = account.name.slice(0, 1).toUpperCase();
    const hue = (account.id * 67) % 360;
    response.type('image/svg+xml').send(
      html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">
        <rect width="64" height="64" fill="hsl(${hue} 45% 35%)" />
        <text
          x="32"
          y="43"
          font-family="sans-serif"
          font-size="32"
          fill="#fff"
          text-anchor="middle"
        >
          ${initial}
        </text>
      </svg>`.text,
    );
  });

  router.get('/apps/:slug', (request, response) => {
    const { slug } = request.params;
    pages.send(
      response,
      slug,
      html`<p>An app that reports to the forge of the sandbox.</p>`,
    );
  });

  router.get('/orgs/:org/teams/:slug', (request, response) => {
    const { org, slug } = request.params;
    const team = accounts.teams(org).find(known => known.slug === slug);
    if (!team) {
      pages.missing(response);
      return;
    }
    pages.send(response, team.name, peopleView(team.members));
  });

  router.get('/:owner', (request, response) => {
    const account = accounts.find(request.params.owner);
    if (!account) {
      pages.missing(response);
      return;
    }
    const owned = repositories.list(account.login);
    pages.send(response, account.name, repositoriesView(owned, 'short'));
  });

  pages.view('', async ({ repository, name, git }) => {
    const head = await git.resolve(repository.defaultBranch);
    const { owner } = repository;
    const body = repositoryView(repository, {
      entries: head
        ? await git.tree(head, { recursive: false, folders: true })
        : [],
      commits: head ? await git.commits({ from: [head], limit: ROWS }) : [],
      pulls: pulls
        .list(owner, repository.name)
        .filter(pull => pull.state === 'open'),
      runs: runs.list(owner, repository.name).slice(0, ROWS),
    });
    return { title: name, body };
  });
}
