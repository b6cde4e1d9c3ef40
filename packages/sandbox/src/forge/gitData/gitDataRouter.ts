import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { gitCommitJson } from '../commits/commitJson';
import { ForgeServices } from '../ForgeServices';
import type { GitRepository } from '../git/GitRepository';
import { isSafePath } from '../git/names';
import { writeCommit } from '../git/writeCommit';
import { ApiError } from '../http/ApiError';
import {
  requireRepository,
  requireViewer,
  requireWritable,
} from '../http/requests';
import { nodeId } from '../http/wire';
import { authorOf } from '../repositories/repositoriesRouter';
import { RepositoryRecord } from '../repositories/records';
import { writeTree } from './writeTree';

const sha = z.string().regex(/^[0-9a-f]{40}$/);

const personSchema = z.object({
  name: z.string().min(1),
  email: z.string().min(1),
  date: z.iso.datetime({ offset: true }).optional(),
});

const blobSchema = z.object({
  content: z.string(),
  encoding: z.enum(['utf-8', 'base64']).default('utf-8'),
});

const treeSchema = z.object({
  base_tree: z.string().optional(),
  tree: z
    .array(
      z.object({
        path: z.string().refine(isSafePath, 'malformed path'),
        mode: z.enum(['100644', '100755', '040000', '160000', '120000']),
        sha: sha.nullish(),
        content: z.string().optional(),
      }),
    )
    .max(10_000),
});

const commitSchema = z.object({
  message: z.string(),
  tree: sha,
  parents: z.array(sha).max(16).default([]),
  author: personSchema.optional(),
  committer: personSchema.optional(),
});

/** Commits, trees and blobs as git knows them. */
export function createGitDataRouter(services: ForgeServices): ExpressRouter {
  const { urls } = services;
  const router = Router();
  const gitOf = (repository: RepositoryRecord) =>
    services.git.repository(repository.owner, repository.name);

  router.get(
    '/repos/:owner/:repo/git/commits/:sha',
    async (request, response) => {
      const repository = requireRepository(services, request);
      const commit = await gitOf(repository).commit(request.params.sha);
      if (!commit) {
        throw ApiError.notFound();
      }
      response.json(gitCommitJson(urls, repository, commit));
    },
  );

  router.post('/repos/:owner/:repo/git/commits', async (request, response) => {
    const repository = requireWritable(services, request);
    const { login } = requireViewer(services, request);
    const body = commitSchema.parse(request.body);
    const git = gitOf(repository);
    await requireObjects(git, [body.tree], 'tree');
    await requireObjects(git, body.parents, 'commit');
    const author = body.author ?? authorOf(services, login);
    const authorDate = new Date(body.author?.date ?? Date.now());
    const created = await writeCommit(git, {
      tree: body.tree,
      parents: body.parents,
      message: body.message,
      author,
      authorDate,
      committer: body.committer ?? author,
      committerDate: new Date(body.committer?.date ?? authorDate),
    });
    const commit = await git.commit(created);
    if (!commit) {
      throw ApiError.notFound();
    }
    response
      .status(201)
      .location(urls.repositoryApi(repository, 'git', 'commits', created))
      .json(gitCommitJson(urls, repository, commit));
  });

  const treeJson = async (
    repository: RepositoryRecord,
    tree: string,
    recursive: boolean,
  ) => {
    const entries = await gitOf(repository).tree(tree, {
      recursive,
      folders: true,
    });
    return {
      sha: tree,
      url: urls.repositoryApi(repository, 'git', 'trees', tree),
      tree: entries.map(entry => ({
        ...entry,
        ...(entry.type === 'commit'
          ? {}
          : {
              url: urls.repositoryApi(
                repository,
                'git',
                entry.type === 'tree' ? 'trees' : 'blobs',
                entry.sha,
              ),
            }),
      })),
      truncated: false,
    };
  };

  router.get(
    '/repos/:owner/:repo/git/trees/:tree(.+)',
    async (request, response) => {
      const repository = requireRepository(services, request);
      const git = gitOf(repository);
      const named = request.params.tree;
      const commit = await git.resolve(named);
      const tree = await git.findObject(commit ?? named, 'tree');
      if (!tree) {
        throw ApiError.notFound();
      }
      // GitHub takes any value of `recursive`, even 0 and false, as a yes.
      const recursive = request.query.recursive !== undefined;
      const body = await treeJson(repository, tree, recursive);
      // Asked by commit, the answer names the commit, as GitHub's does.
      response.json({ ...body, sha: commit ?? tree });
    },
  );

  router.post('/repos/:owner/:repo/git/trees', async (request, response) => {
    const repository = requireWritable(services, request);
    const body = treeSchema.parse(request.body);
    const git = gitOf(repository);
    const base =
      body.base_tree && (await git.findObject(body.base_tree, 'tree'));
    if (body.base_tree && !base) {
      throw new ApiError(422, `base_tree ${body.base_tree} was not found`);
    }
    const tree = await writeTree(git, base, body.tree);
    response
      .status(201)
      .location(urls.repositoryApi(repository, 'git', 'trees', tree))
      .json(await treeJson(repository, tree, false));
  });

  router.get(
    '/repos/:owner/:repo/git/blobs/:sha',
    async (request, response) => {
      const repository = requireRepository(services, request);
      const git = gitOf(repository);
      const blob = await git.findObject(request.params.sha, 'blob');
      if (!blob) {
        throw ApiError.notFound();
      }
      const content = await git.blob(blob);
      if (/vnd\.github\.(v3\.)?raw/.test(request.header('Accept') ?? '')) {
        response.type('application/vnd.github.raw').send(content);
        return;
      }
      response.json({
        sha: blob,
        node_id: nodeId('Blob', blob),
        size: content.length,
        url: urls.repositoryApi(repository, 'git', 'blobs', blob),
        content: content.toString('base64').replace(/.{1,60}/g, '$&\n'),
        encoding: 'base64',
      });
    },
  );

  router.post('/repos/:owner/:repo/git/blobs', async (request, response) => {
    const repository = requireWritable(services, request);
    const { content, encoding } = blobSchema.parse(request.body);
    const blob = await writeBlob(
      gitOf(repository),
      Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8'),
    );
    const url = urls.repositoryApi(repository, 'git', 'blobs', blob);
    response.status(201).location(url).json({ sha: blob, url });
  });

  return router;
}

async function requireObjects(
  git: GitRepository,
  shas: string[],
  type: 'tree' | 'commit',
): Promise<void> {
  for (const wanted of shas) {
    if (!(await git.findObject(wanted, type))) {
      throw new ApiError(422, `${type} ${wanted} does not exist`);
    }
  }
}

async function writeBlob(git: GitRepository, content: Buffer): Promise<string> {
  const output = await git.run(['hash-object', '-w', '--stdin'], {
    input: content,
  });
  return output.toString().trim();
}
