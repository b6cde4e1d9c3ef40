import { Request, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import { numberParameter, requireRepository } from '../http/requests';
import { nodeId, wireTime } from '../http/wire';
import { RepositoryRecord } from '../repositories/records';
import { includesRole, roleOf } from '../repositories/roles';
import { bypasses, rulesetsFor } from './rulesFor';
import { RulesetRecord } from './Rulesets';

const bypassActorSchema = z.object({
  actor_id: z
    .number()
    .int()
    .nullish()
    .transform(id => id ?? null),
  actor_type: z.enum([
    'Integration',
    'OrganizationAdmin',
    'RepositoryRole',
    'Team',
    'DeployKey',
    'EnterpriseOwner',
  ]),
  bypass_mode: z.enum(['always', 'pull_request']).default('always'),
});

const patterns = z.array(z.string().min(1).max(255)).max(100);

const ruleSchema = z.object({
  type: z.enum([
    'creation',
    'update',
    'deletion',
    'required_linear_history',
    'merge_queue',
    'required_deployments',
    'required_signatures',
    'pull_request',
    'required_status_checks',
    'non_fast_forward',
    'commit_message_pattern',
    'commit_author_email_pattern',
    'committer_email_pattern',
    'branch_name_pattern',
    'tag_name_pattern',
    'file_path_restriction',
    'max_file_path_length',
    'file_extension_restriction',
    'max_file_size',
    'workflows',
    'code_scanning',
  ]),
  parameters: z.record(z.string(), z.unknown()).optional(),
});

const changeSchema = z.object({
  name: z.string().min(1).max(255).optional(),
  target: z.enum(['branch', 'tag', 'push']).optional(),
  enforcement: z.enum(['disabled', 'active', 'evaluate']).optional(),
  bypass_actors: z.array(bypassActorSchema).max(100).optional(),
  conditions: z
    .object({
      ref_name: z
        .object({
          include: patterns.default([]),
          exclude: patterns.default([]),
        })
        .default({ include: [], exclude: [] }),
    })
    .optional(),
  rules: z.array(ruleSchema).max(100).optional(),
});

const creationSchema = changeSchema.extend({
  name: z.string().min(1).max(255),
  enforcement: z.enum(['disabled', 'active', 'evaluate']),
});

/** Rulesets of a repository, and the rules that they put on a branch. */
export function createRulesetsRouter(services: ForgeServices): ExpressRouter {
  const { accounts, rulesets, urls } = services;
  const router = Router();
  const path = '/repos/:owner/:repo/rulesets';

  const summaryJson = (
    repository: RepositoryRecord,
    ruleset: RulesetRecord,
  ) => ({
    id: ruleset.id,
    name: ruleset.name,
    target: ruleset.target,
    source_type: 'Repository',
    source: `${repository.owner}/${repository.name}`,
    enforcement: ruleset.enforcement,
    node_id: nodeId('RepositoryRuleset', ruleset.id),
    _links: {
      self: { href: urls.repositoryApi(repository, 'rulesets', ruleset.id) },
      html: { href: urls.repositoryHtml(repository, 'rules', ruleset.id) },
    },
    created_at: wireTime(ruleset.createdAt),
    updated_at: wireTime(ruleset.updatedAt),
  });

  const rulesetJson = (
    request: Request,
    repository: RepositoryRecord,
    ruleset: RulesetRecord,
  ) => {
    const viewer = accounts.viewerOf(request.headers.authorization);
    const role = roleOf(services, repository, viewer);
    const passes = (by: 'push' | 'merge') =>
      viewer !== undefined &&
      bypasses(services, repository, ruleset, viewer, by);
    const onlyMerges = passes('merge') ? 'pull_requests_only' : 'never';
    return {
      ...summaryJson(repository, ruleset),
      // Who may pass by is for administrators to know.
      ...(includesRole(role, 'admin')
        ? { bypass_actors: ruleset.bypassActors }
        : {}),
      current_user_can_bypass: passes('push') ? 'always' : onlyMerges,
      conditions: ruleset.conditions,
      rules: ruleset.rules,
    };
  };

  const requireRuleset = (request: Request, repository: RepositoryRecord) => {
    const ruleset = rulesets.documents.findIn(
      repository.owner,
      repository.name,
      numberParameter(request, 'id'),
    );
    if (!ruleset) {
      throw ApiError.notFound();
    }
    return ruleset;
  };

  const requireFreeName = (
    repository: RepositoryRecord,
    name: string | undefined,
    self?: RulesetRecord,
  ) => {
    const twin = rulesets.documents
      .list(repository.owner, repository.name)
      .some(known => known.name === name && known.id !== self?.id);
    if (twin) {
      throw ApiError.invalid({
        resource: 'RepositoryRuleset',
        field: 'name',
        code: 'custom',
        message: 'Name must be unique',
      });
    }
  };

  router.get(path, (request, response) => {
    const repository = requireRepository(services, request);
    const list = rulesets.documents.list(repository.owner, repository.name);
    response.json(
      paginate(request, response, list, urls.base).map(ruleset =>
        summaryJson(repository, ruleset),
      ),
    );
  });

  router.post(path, (request, response) => {
    const repository = requireRepository(services, request, 'admin');
    const body = creationSchema.parse(request.body);
    requireFreeName(repository, body.name);
    const ruleset = rulesets.create({
      owner: repository.owner,
      repo: repository.name,
      name: body.name,
      target: body.target ?? 'branch',
      enforcement: body.enforcement,
      bypassActors: body.bypass_actors ?? [],
      conditions: body.conditions ?? {
        ref_name: { include: [], exclude: [] },
      },
      rules: body.rules ?? [],
    });
    response.status(201).json(rulesetJson(request, repository, ruleset));
  });

  router.get(`${path}/:id(\\d+)`, (request, response) => {
    const repository = requireRepository(services, request);
    const ruleset = requireRuleset(request, repository);
    response.json(rulesetJson(request, repository, ruleset));
  });

  router.put(`${path}/:id(\\d+)`, (request, response) => {
    const repository = requireRepository(services, request, 'admin');
    const ruleset = requireRuleset(request, repository);
    const body = changeSchema.parse(request.body);
    requireFreeName(repository, body.name, ruleset);
    const updated = rulesets.update(ruleset, {
      name: body.name ?? ruleset.name,
      target: body.target ?? ruleset.target,
      enforcement: body.enforcement ?? ruleset.enforcement,
      bypassActors: body.bypass_actors ?? ruleset.bypassActors,
      conditions: body.conditions ?? ruleset.conditions,
      rules: body.rules ?? ruleset.rules,
    });
    response.json(rulesetJson(request, repository, updated));
  });

  router.delete(`${path}/:id(\\d+)`, (request, response) => {
    const repository = requireRepository(services, request, 'admin');
    rulesets.documents.delete(requireRuleset(request, repository));
    response.status(204).end();
  });

  router.get(
    '/repos/:owner/:repo/rules/branches/:branch(.+)',
    (request, response) => {
      const repository = requireRepository(services, request);
      const ref = `refs/heads/${request.params.branch}`;
      const rules = rulesetsFor(services, repository, ref).flatMap(ruleset =>
        ruleset.rules.map(rule => ({
          ...rule,
          ruleset_source_type: 'Repository',
          ruleset_source: `${repository.owner}/${repository.name}`,
          ruleset_id: ruleset.id,
        })),
      );
      response.json(paginate(request, response, rules, urls.base));
    },
  );
  return router;
}
