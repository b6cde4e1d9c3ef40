import { Request, Response, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { requireRefChange } from '../branches/judgeRefChange';
import { gitCommitJson } from '../commits/commitJson';
import { ForgeServices } from '../ForgeServices';
import { GitTreeEntry, ZERO_SHA } from '../git/objects';
import { ApiError } from '../http/ApiError';
import {
  queryText,
  requireRepository,
  requireViewer,
  requireWritable,
} from '../http/requests';
import { authorOf } from '../repositories/repositoriesRouter';
import { RepositoryRecord } from '../repositories/records';
import { contentJson } from './contentJson';

/** What is larger comes only raw. */
const MAXIMUM_INLINE_BYTES = 1024 * 1024;

const signatureSchema = z.object({
  name: z.string().min(1),
  email: z.string().min(1),
  date: z.iso.datetime({ offset: true }).optional(),
});

const writeSchema = z.object({
  message: z.string().min(1),
  content: z.base64(),
  sha: z.string().optional(),
  branch: z.string().optional(),
  author: signatureSchema.optional(),
  committer: signatureSchema.optional(),
});

const deletionSchema = writeSchema
  .omit({ content: true })
  .extend({ sha: z.string() });

/** Files and folders by their path. */
export function createContentsRouter(services: ForgeServices): ExpressRouter {
  const { urls } = services;
  const router = Router();

  const answer = async (
    request: Request,
    response: Response,
    repository: RepositoryRecord,
    path: string,
  ) => {
    const ref = queryText(request, 'ref') ?? repository.defaultBranch;
    const git = services.git.repository(repository.owner, repository.name);
    const commit = await git.resolve(ref);
    if (!commit) {
      throw new ApiError(404, `No commit found for the ref ${ref}`);
    }
    const entry = path === '' ? undefined : await git.entry(commit, path);
    if (path !== '' && !entry) {
      throw ApiError.notFound();
    }
    if (!entry || entry.type === 'tree') {
      const tree = entry?.sha ?? commit;
      const children = await git.tree(tree, {
        recursive: false,
        folders: true,
      });
      const entries = children.map(child =>
        contentJson(
          urls,
          repository,
          { ...child, path: path ? `${path}/${child.path}` : child.path },
          ref,
        ),
      );
      if (wants(request, 'object')) {
        const folder = entry ?? {
          path,
          mode: '040000',
          type: 'tree',
          sha: tree,
        };
        response.type('application/vnd.github.object; charset=utf-8');
        response.send(
          JSON.stringify({
            ...contentJson(urls, repository, folder, ref),
            entries,
          }),
        );
        return;
      }
      response.json(entries);
      return;
    }
    const body = await git.blob(entry.sha);
    if (wants(request, 'raw')) {
      response.type('application/vnd.github.raw+json; charset=utf-8');
      response.send(body);
      return;
    }
    const isSmall = body.length <= MAXIMUM_INLINE_BYTES;
    response.json({
      ...contentJson(urls, repository, entry, ref),
      content: isSmall ? wrapped(body) : '',
      encoding: isSmall ? 'base64' : 'none',
    });
  };

  router.get('/repos/:owner/:repo/readme', async (request, response) => {
    const repository = requireRepository(services, request);
    const ref = queryText(request, 'ref') ?? repository.defaultBranch;
    const git = services.git.repository(repository.owner, repository.name);
    const commit = await git.resolve(ref);
    const entries = commit
      ? await git.tree(commit, { recursive: false, folders: false })
      : [];
    const readme = entries.find(entry => /^readme(\.\w+)?$/i.test(entry.path));
    if (!readme) {
      throw ApiError.notFound();
    }
    await answer(request, response, repository, readme.path);
  });

  router.get(
    ['/repos/:owner/:repo/contents', '/repos/:owner/:repo/contents/:path(.*)'],
    async (request, response) => {
      const repository = requireRepository(services, request);
      await answer(request, response, repository, pathOf(request));
    },
  );

  const write = async (
    request: Request,
    response: Response,
    change: {
      body: z.infer<typeof deletionSchema> | z.infer<typeof writeSchema>;
      content: Buffer | undefined;
    },
  ) => {
    const repository = requireWritable(services, request);
    const viewer = requireViewer(services, request);
    const { owner, name } = repository;
    const path = pathOf(request);
    const { body, content } = change;
    const branch = body.branch ?? repository.defaultBranch;
    const git = services.git.repository(owner, name);
    const head = await git.findObject(`refs/heads/${branch}`, 'commit');
    if (!head && repository.sizeInKilobytes > 0) {
      throw new ApiError(404, `Branch ${branch} not found`);
    }
    await requireRefChange(
      services,
      repository,
      viewer,
      {
        ref: `refs/heads/${branch}`,
        before: head ?? ZERO_SHA,
        after: undefined,
      },
      409,
    );
    const before = head ? await git.entry(head, path) : undefined;
    requireSameBlob(before, body.sha, content !== undefined);
    const committer = body.committer ?? authorOf(services, viewer.login);
    const date = body.author?.date ?? body.committer?.date;
    const result = await services.commits.commit({
      owner,
      repo: name,
      branch,
      message: body.message,
      author: body.author ?? committer,
      committer,
      date: date ? new Date(date) : undefined,
      files: content ? { [path]: content } : {},
      deletions: content ? [] : [path],
      expectedHead: head,
      pusher: viewer.login,
    });
    const commit = await git.commit(result.sha);
    const after = await git.entry(result.sha, path);
    response.status(content && !before ? 201 : 200).json({
      content: after ? contentJson(urls, repository, after, branch) : null,
      commit: commit ? gitCommitJson(urls, repository, commit) : null,
    });
  };

  router.put(
    '/repos/:owner/:repo/contents/:path(.+)',
    async (request, response) => {
      const body = writeSchema.parse(request.body);
      const content = Buffer.from(body.content, 'base64');
      await write(request, response, { body, content });
    },
  );

  router.delete(
    '/repos/:owner/:repo/contents/:path(.+)',
    async (request, response) => {
      const body = deletionSchema.parse(request.body);
      await write(request, response, { body, content: undefined });
    },
  );
  return router;
}

/** Who changes a file must know its present state. */
function requireSameBlob(
  before: GitTreeEntry | undefined,
  sha: string | undefined,
  isWrite: boolean,
): void {
  if (!before) {
    if (!isWrite) {
      throw ApiError.notFound();
    }
    return;
  }
  if (sha === undefined) {
    throw new ApiError(422, `Invalid request.\n\n"sha" wasn't supplied.`);
  }
  if (sha !== before.sha) {
    throw new ApiError(409, `${before.path} does not match ${sha}`);
  }
}

function pathOf(request: Request): string {
  return (request.params.path ?? '').replace(/^\/+|\/+$/g, '');
}

/** Whether a request asks for one of GitHub's own media types. */
function wants(request: Request, kind: 'raw' | 'object'): boolean {
  return new RegExp(`application/vnd\\.github\\.(v3\\.)?${kind}`).test(
    request.header('Accept') ?? '',
  );
}

/** GitHub breaks Base64 into lines. */
function wrapped(body: Buffer): string {
  return body.toString('base64').replace(/.{1,60}/g, '$&\n');
}
