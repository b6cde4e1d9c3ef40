import { Request, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { requireRefChange } from '../branches/judgeRefChange';
import { ForgeServices } from '../ForgeServices';
import { moveRef } from '../git/moveRef';
import { isSafeRefName } from '../git/names';
import { GitRef, ZERO_SHA } from '../git/objects';
import { ApiError } from '../http/ApiError';
import { ForgeUrls } from '../http/ForgeUrls';
import { paginate } from '../http/paginate';
import {
  requireRepository,
  requireViewer,
  requireWritable,
} from '../http/requests';
import { nodeId } from '../http/wire';
import { RepositoryRecord } from '../repositories/records';

const creationSchema = z.object({
  ref: z.string(),
  sha: z.string().regex(/^[0-9a-f]{40}$/),
});

const updateSchema = z.object({
  sha: z.string().regex(/^[0-9a-f]{40}$/),
  force: z.boolean().default(false),
});

/** Branches and tags as refs. */
export function createRefsRouter(services: ForgeServices): ExpressRouter {
  const { urls } = services;
  const router = Router();
  const gitOf = (repository: RepositoryRecord) =>
    services.git.repository(repository.owner, repository.name);

  router.get(
    '/repos/:owner/:repo/git/ref/:ref(.+)',
    async (request, response) => {
      const repository = requireRepository(services, request);
      const name = `refs/${request.params.ref}`;
      const refs = await gitOf(repository).refs(name);
      const ref = refs.find(known => known.name === name);
      if (!ref) {
        throw ApiError.notFound();
      }
      response.json(refJson(urls, repository, ref));
    },
  );

  router.get(
    '/repos/:owner/:repo/git/matching-refs/:ref(.+)',
    async (request, response) => {
      const repository = requireRepository(services, request);
      const refs = await gitOf(repository).refs(`refs/${request.params.ref}`);
      const found = refs.map(ref => refJson(urls, repository, ref));
      response.json(paginate(request, response, found, urls.base));
    },
  );

  const move = async (
    request: Request,
    change: { ref: string; before: string; after: string },
  ) => {
    const repository = requireWritable(services, request);
    const viewer = requireViewer(services, request);
    await requireRefChange(services, repository, viewer, change);
    await services.pushes.run(
      {
        owner: repository.owner,
        repo: repository.name,
        pusher: viewer.login,
        silent: false,
      },
      () => moveRef(gitOf(repository), change),
    );
  };

  router.post('/repos/:owner/:repo/git/refs', async (request, response) => {
    const repository = requireWritable(services, request);
    const { ref, sha } = creationSchema.parse(request.body);
    if (!isSafeRefName(ref) || !/^refs\/(heads|tags)\//.test(ref)) {
      throw new ApiError(422, `${ref} is not a valid ref name.`);
    }
    const git = gitOf(repository);
    const known = await git.refs(ref);
    if (known.some(({ name }) => name === ref)) {
      throw new ApiError(422, 'Reference already exists');
    }
    if (!(await git.findObject(sha))) {
      throw new ApiError(422, 'Object does not exist');
    }
    await move(request, { ref, before: ZERO_SHA, after: sha });
    const created = (await git.refs(ref)).find(({ name }) => name === ref);
    response
      .status(201)
      .location(refUrl(urls, repository, ref))
      .json(created && refJson(urls, repository, created));
  });

  const existing = async (request: Request): Promise<GitRef> => {
    const repository = requireWritable(services, request);
    const name = `refs/${request.params.ref}`;
    const refs = await gitOf(repository).refs(name);
    const ref = refs.find(known => known.name === name);
    if (!ref || !/^refs\/(heads|tags)\//.test(name)) {
      throw new ApiError(422, 'Reference does not exist');
    }
    return ref;
  };

  router.patch(
    '/repos/:owner/:repo/git/refs/:ref(.+)',
    async (request, response) => {
      const repository = requireWritable(services, request);
      const { sha, force } = updateSchema.parse(request.body);
      const ref = await existing(request);
      const git = gitOf(repository);
      if (!(await git.findObject(sha))) {
        throw new ApiError(422, 'Object does not exist');
      }
      if (!force && !(await git.isAncestor(ref.sha, sha))) {
        throw new ApiError(422, 'Update is not a fast forward');
      }
      await move(request, { ref: ref.name, before: ref.sha, after: sha });
      response.json(refJson(urls, repository, { ...ref, sha }));
    },
  );

  router.delete(
    '/repos/:owner/:repo/git/refs/:ref(.+)',
    async (request, response) => {
      const ref = await existing(request);
      await move(request, { ref: ref.name, before: ref.sha, after: ZERO_SHA });
      response.status(204).end();
    },
  );

  return router;
}

function refUrl(
  urls: ForgeUrls,
  repository: RepositoryRecord,
  ref: string,
): string {
  return urls.repositoryApi(repository, 'git', ...ForgeUrls.pathSegments(ref));
}

function refJson(urls: ForgeUrls, repository: RepositoryRecord, ref: GitRef) {
  return {
    ref: ref.name,
    node_id: nodeId('Ref', ref.name),
    url: refUrl(urls, repository, ref.name),
    object: {
      sha: ref.sha,
      type: ref.type,
      url: urls.repositoryApi(repository, 'git', `${ref.type}s`, ref.sha),
    },
  };
}
