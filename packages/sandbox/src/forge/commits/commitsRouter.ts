import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { ForgeServices } from '../ForgeServices';
import { EMPTY_TREE_SHA } from '../git/objects';
import { readChanges } from '../git/readChanges';
import { ApiError } from '../http/ApiError';
import { linkPages, pageOf } from '../http/paginate';
import { queryText, requireRepository } from '../http/requests';
import { commitJson, commitStats, fileChangeJson } from './commitJson';

/** As many commits as GitHub lists in a comparison. */
const MAXIMUM_COMPARED = 250;

/** Commits of a branch, single commits and comparisons. */
export function createCommitsRouter(services: ForgeServices): ExpressRouter {
  const { accounts, urls } = services;
  const router = Router();

  router.get('/repos/:owner/:repo/commits', async (request, response) => {
    const repository = requireRepository(services, request);
    const git = services.git.repository(repository.owner, repository.name);
    const from = await git.resolve(
      queryText(request, 'sha') ?? repository.defaultBranch,
    );
    if (!from) {
      throw (await git.resolve(repository.defaultBranch))
        ? ApiError.notFound()
        : new ApiError(409, 'Git Repository is empty.');
    }
    const page = pageOf(request);
    const query = {
      from: [from],
      path: queryText(request, 'path'),
      author: emailOf(services, queryText(request, 'author')),
      since: queryText(request, 'since'),
      until: queryText(request, 'until'),
    };
    const [commits, total] = await Promise.all([
      git.commits({
        ...query,
        skip: (page.number - 1) * page.size,
        limit: page.size,
      }),
      git.countCommits(query),
    ]);
    linkPages(request, response, page, total, urls.base);
    response.json(
      commits.map(commit => commitJson(urls, accounts, repository, commit)),
    );
  });

  router.get(
    '/repos/:owner/:repo/commits/:ref(.*)',
    async (request, response) => {
      const repository = requireRepository(services, request);
      const git = services.git.repository(repository.owner, repository.name);
      const sha = await git.resolve(request.params.ref);
      const commit = sha && (await git.commit(sha));
      if (!commit) {
        throw new ApiError(
          422,
          `No commit found for SHA: ${request.params.ref}`,
        );
      }
      if (request.headers.accept?.includes('.sha')) {
        response.type('text/plain').send(commit.sha);
        return;
      }
      const changes = await readChanges(
        git,
        commit.parents[0] ?? EMPTY_TREE_SHA,
        commit.sha,
        { patches: true },
      );
      response.json({
        ...commitJson(urls, accounts, repository, commit),
        stats: commitStats(changes),
        files: changes.map(change =>
          fileChangeJson(urls, repository, change, commit.sha),
        ),
      });
    },
  );

  router.get(
    '/repos/:owner/:repo/compare/:range(.*)',
    async (request, response) => {
      const repository = requireRepository(services, request);
      const git = services.git.repository(repository.owner, repository.name);
      const [baseName, headName] = request.params.range.split('...');
      const base = await git.resolve(baseName);
      const head = headName && (await git.resolve(headName));
      const mergeBase =
        base && head ? await git.mergeBase(base, head) : undefined;
      if (!base || !head || !mergeBase) {
        throw ApiError.notFound();
      }
      const [commits, ahead, behind, changes] = await Promise.all([
        git.commits({
          from: [head],
          notFrom: [base],
          limit: MAXIMUM_COMPARED,
        }),
        git.countCommits({ from: [head], notFrom: [base] }),
        git.countCommits({ from: [base], notFrom: [head] }),
        readChanges(git, mergeBase, head, { patches: true }),
      ]);
      const [baseCommit, mergeBaseCommit] = await Promise.all([
        git.commit(base),
        git.commit(mergeBase),
      ]);
      if (!baseCommit || !mergeBaseCommit) {
        throw ApiError.notFound();
      }
      const linkTo = (range: string) =>
        urls.repositoryHtml(repository, 'compare', range);
      const html = linkTo(request.params.range);
      response.json({
        url: urls.repositoryApi(repository, 'compare', request.params.range),
        html_url: html,
        permalink_url: linkTo(`${base}...${head}`),
        diff_url: `${html}.diff`,
        patch_url: `${html}.patch`,
        base_commit: commitJson(urls, accounts, repository, baseCommit),
        merge_base_commit: commitJson(
          urls,
          accounts,
          repository,
          mergeBaseCommit,
        ),
        status: comparison(ahead, behind),
        ahead_by: ahead,
        behind_by: behind,
        total_commits: ahead,
        commits: [...commits]
          .reverse()
          .map(commit => commitJson(urls, accounts, repository, commit)),
        files: changes.map(change =>
          fileChangeJson(urls, repository, change, head),
        ),
      });
    },
  );
  return router;
}

/** Authors are named by login or address; git knows only addresses. */
function emailOf(
  { accounts }: ForgeServices,
  author: string | undefined,
): string | undefined {
  const account = author === undefined ? undefined : accounts.find(author);
  return account?.kind === 'user' ? account.email : author;
}

function comparison(ahead: number, behind: number): string {
  if (ahead > 0 && behind > 0) {
    return 'diverged';
  }
  if (ahead > 0) {
    return 'ahead';
  }
  return behind > 0 ? 'behind' : 'identical';
}
