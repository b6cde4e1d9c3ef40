import { Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { commitVerification, signatureJson } from '../commits/commitJson';
import { ForgeServices } from '../ForgeServices';
import type { GitRepository } from '../git/GitRepository';
import { ApiError } from '../http/ApiError';
import {
  requireRepository,
  requireViewer,
  requireWritable,
} from '../http/requests';
import { nodeId } from '../http/wire';
import { authorOf } from '../repositories/repositoriesRouter';
import { RepositoryRecord } from '../repositories/records';

const tagSchema = z.object({
  tag: z.string().min(1),
  message: z.string(),
  object: z.string().regex(/^[0-9a-f]{40}$/),
  type: z.enum(['commit', 'tree', 'blob']),
  tagger: z
    .object({
      name: z.string().regex(/^[^<>\n]+$/),
      email: z.string().regex(/^[^<>\n]+$/),
      date: z.iso.datetime({ offset: true }).optional(),
    })
    .optional(),
});

/** Annotated tags; the refs that point to them are made apart. */
export function createTagsRouter(services: ForgeServices): ExpressRouter {
  const { urls } = services;
  const router = Router();
  const gitOf = (repository: RepositoryRecord) =>
    services.git.repository(repository.owner, repository.name);

  router.get('/repos/:owner/:repo/git/tags/:sha', async (request, response) => {
    const repository = requireRepository(services, request);
    const git = gitOf(repository);
    const tag = await git.findObject(request.params.sha, 'tag');
    if (!tag) {
      throw ApiError.notFound();
    }
    response.json(await tagJson(services, repository, git, tag));
  });

  router.post('/repos/:owner/:repo/git/tags', async (request, response) => {
    const repository = requireWritable(services, request);
    const { login } = requireViewer(services, request);
    const body = tagSchema.parse(request.body);
    const git = gitOf(repository);
    if (!(await git.findObject(body.object, body.type))) {
      throw new ApiError(422, `${body.type} ${body.object} does not exist`);
    }
    const { name, email } = body.tagger ?? authorOf(services, login);
    const seconds = Math.floor(
      new Date(body.tagger?.date ?? Date.now()).getTime() / 1000,
    );
    const input = [
      `object ${body.object}`,
      `type ${body.type}`,
      `tag ${body.tag}`,
      `tagger ${name} <${email}> ${seconds} +0000`,
      '',
      `${body.message}\n`,
    ].join('\n');
    const output = await git.run(['mktag'], { input });
    const tag = output.toString().trim();
    response
      .status(201)
      .location(urls.repositoryApi(repository, 'git', 'tags', tag))
      .json(await tagJson(services, repository, git, tag));
  });
  return router;
}

async function tagJson(
  services: ForgeServices,
  repository: RepositoryRecord,
  git: GitRepository,
  tag: string,
) {
  const text = (await git.run(['cat-file', 'tag', tag])).toString();
  const [head, ...message] = text.split('\n\n');
  const field = (name: string) =>
    new RegExp(`^${name} (.*)$`, 'm').exec(head)?.[1] ?? '';
  const [, name = '', email = '', seconds = '0'] =
    /^(.*) <(.*)> (\d+) /.exec(field('tagger')) ?? [];
  const type = field('type');
  const { urls } = services;
  return {
    sha: tag,
    node_id: nodeId('Tag', tag),
    url: urls.repositoryApi(repository, 'git', 'tags', tag),
    tag: field('tag'),
    message: message.join('\n\n').replace(/\n$/, ''),
    tagger: signatureJson({
      name,
      email,
      date: new Date(Number(seconds) * 1000).toISOString(),
    }),
    object: {
      sha: field('object'),
      type,
      url: urls.repositoryApi(repository, 'git', `${type}s`, field('object')),
    },
    verification: commitVerification,
  };
}
