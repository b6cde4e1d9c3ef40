import { Request, Response, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { ForgeServices } from '../ForgeServices';
import { EMPTY_TREE_SHA } from '../git/objects';
import { pullRequestBase } from '../pulls/pullRequestJson';
import { RepositoryRecord } from '../repositories/records';
import { html, Html, page } from './Html';
import {
  changesView,
  commitsView,
  commitView,
  filesView,
  pullsView,
  repositoryView,
  runsView,
  runView,
  stateOf,
} from './views';

const ROWS = 30;

/** Pages for people, where the links of the API lead. */
export function createPagesRouter(services: ForgeServices): ExpressRouter {
  const { accounts, repositories, runs, pulls, urls } = services;
  const router = Router();

  const send = (response: Response, title: string, body: Html) => {
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.setHeader(
      'Content-Security-Policy',
      "default-src 'none'; style-src 'unsafe-inline'",
    );
    response.type('html').send(page(title, body));
  };
  const missing = (response: Response) => {
    response.status(404);
    send(response, 'Not found', html`<p>There is no such page.</p>`);
  };
  const gitOf = (repository: RepositoryRecord) =>
    services.git.repository(repository.owner, repository.name);

  /** Registers a page below a repository; a view that returns nothing becomes a 404. */
  const view = (
    path: string,
    show: (
      repository: RepositoryRecord,
      request: Request,
      name: string,
    ) => Promise<{ title: string; body: Html } | undefined>,
  ) => {
    router.get(`/:owner/:repo${path}`, async (request, response) => {
      const { owner, repo } = request.params;
      const repository = repositories.find(owner, repo);
      const shown = repository
        ? await show(
            repository,
            request,
            `${repository.owner}/${repository.name}`,
          )
        : undefined;
      if (shown) {
        send(response, shown.title, shown.body);
        return;
      }
      missing(response);
    });
  };

  router.get('/', (_request, response) => {
    const list = repositories.list().map(
      known =>
        html`<li>
          <a href="${urls.repositoryHtml(known)}"
            >${known.owner}/${known.name}</a
          >
        </li>`,
    );
    send(
      response,
      'Repositories',
      html`<ul>
        ${list}
      </ul>`,
    );
  });

  router.get('/avatars/:login', (request, response) => {
    const account = accounts.find(request.params.login);
    if (!account) {
      missing(response);
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

  router.get('/:owner', (request, response) => {
    const account = accounts.find(request.params.owner);
    if (!account) {
      missing(response);
      return;
    }
    const list = repositories.list(account.login).map(
      known =>
        html`<li>
          <a href="${urls.repositoryHtml(known)}">${known.name}</a>
          ${known.description}
        </li>`,
    );
    send(
      response,
      account.name,
      html`<ul>
        ${list}
      </ul>`,
    );
  });

  view('', async (repository, _request, title) => {
    const git = gitOf(repository);
    const head = await git.resolve(repository.defaultBranch);
    const { owner, name } = repository;
    const body = repositoryView(repository, {
      entries: head
        ? await git.tree(head, { recursive: false, folders: true })
        : [],
      commits: head ? await git.commits({ from: [head], limit: ROWS }) : [],
      pulls: pulls.list(owner, name).filter(pull => pull.state === 'open'),
      runs: runs.list(owner, name).slice(0, ROWS),
    });
    return { title, body };
  });

  view('/commits/:ref(.*)?', async (repository, request, name) => {
    const git = gitOf(repository);
    const head = await git.resolve(
      request.params.ref || repository.defaultBranch,
    );
    return head
      ? {
          title: `Commits of ${name}`,
          body: commitsView(
            repository,
            await git.commits({ from: [head], limit: 100 }),
          ),
        }
      : undefined;
  });

  view('/commit/:sha', async (repository, request) => {
    const git = gitOf(repository);
    const sha = await git.resolve(request.params.sha);
    const commit = sha ? await git.commit(sha) : undefined;
    return (
      commit && {
        title: commit.message.split('\n')[0],
        body: commitView(
          repository,
          commit,
          await git.changes(commit.parents[0] ?? EMPTY_TREE_SHA, commit.sha, {
            patches: true,
          }),
        ),
      }
    );
  });

  view('/compare/:range(.+)', async (repository, request, name) => {
    const git = gitOf(repository);
    const [base, head] = await Promise.all(
      request.params.range.split('...').map(ref => git.resolve(ref)),
    );
    if (!base || !head) {
      return undefined;
    }
    const from = (await git.mergeBase(base, head)) ?? base;
    const commits = await git.commits({ from: [head], notFrom: [base] });
    const changes = await git.changes(from, head, { patches: true });
    return {
      title: `${name}: ${request.params.range}`,
      body: html`${commitsView(repository, commits)}${changesView(changes)}`,
    };
  });

  view('/:kind(pulls)', async (repository, _request, name) => ({
    title: `Pull requests of ${name}`,
    body: pullsView(repository, pulls.list(repository.owner, repository.name)),
  }));

  view('/pull/:number(\\d+)', async (repository, request) => {
    const pull = pulls.find(
      repository.owner,
      repository.name,
      Number(request.params.number),
    );
    if (!pull) {
      return undefined;
    }
    const from = await pullRequestBase(services, pull);
    const git = gitOf(repository);
    const changes = await git.changes(from, pull.headSha, { patches: true });
    return {
      title: `${pull.title} #${pull.number}`,
      body: html`<p>
          ${stateOf(pull)} · ${pull.headBranch} into ${pull.baseBranch} by
          ${pull.author}
        </p>
        <pre>${pull.body}</pre>
        ${changesView(changes)}`,
    };
  });

  view('/actions', async (repository, _request, name) => ({
    title: `Workflow runs of ${name}`,
    body: runsView(
      repository,
      runs.list(repository.owner, repository.name).slice(0, 100),
    ),
  }));

  view('/actions/runs/:id(\\d+)', async (repository, request) => {
    const { owner, name } = repository;
    const run = runs.findIn(owner, name, Number(request.params.id));
    return (
      run && {
        title: `${run.name} #${run.runNumber}`,
        body: runView(
          repository,
          run,
          runs
            .listJobs(run.id)
            .map(job => ({ job, log: runs.readLog(job.id) })),
        ),
      }
    );
  });

  view('/tree/:rest(.+)', async (repository, request, name) => {
    const found = await splitRef(repository, request.params.rest);
    const git = gitOf(repository);
    const folder =
      found && found.path !== ''
        ? await git.entry(found.sha, found.path)
        : undefined;
    if (!found || (found.path !== '' && folder?.type !== 'tree')) {
      return undefined;
    }
    const entries = await git.tree(folder?.sha ?? found.sha, {
      recursive: false,
      folders: true,
    });
    const prefix = found.path === '' ? '' : `${found.path}/`;
    return {
      title: `${name} ${found.path}`,
      body: filesView(
        repository,
        found.ref,
        entries.map(entry => ({ ...entry, path: `${prefix}${entry.path}` })),
      ),
    };
  });

  view('/blob/:rest(.+)', async (repository, request) => {
    const found = await splitRef(repository, request.params.rest);
    const content =
      found && (await gitOf(repository).readFile(found.sha, found.path));
    return (
      content && {
        title: found.path,
        body: html`<pre>${content.toString()}</pre>`,
      }
    );
  });

  router.get('/:owner/:repo/raw/:rest(.+)', async (request, response) => {
    const { owner, repo, rest } = request.params;
    const repository = repositories.find(owner, repo);
    const found = repository && (await splitRef(repository, rest));
    const content =
      found && (await gitOf(repository).readFile(found.sha, found.path));
    if (!content) {
      missing(response);
      return;
    }
    response.setHeader('X-Content-Type-Options', 'nosniff');
    response.type('text/plain; charset=utf-8').send(content);
  });

  /** Branch names may hold slashes, so the shortest start of the path that names a commit is the ref. */
  const splitRef = async (repository: RepositoryRecord, rest: string) => {
    const parts = rest.split('/');
    for (let length = 1; length <= parts.length; length += 1) {
      const ref = parts.slice(0, length).join('/');
      const sha = await gitOf(repository).resolve(ref);
      if (sha) {
        return { ref, sha, path: parts.slice(length).join('/') };
      }
    }
    return undefined;
  };
  return router;
}
