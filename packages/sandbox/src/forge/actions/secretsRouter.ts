import { Request, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import { wireTime } from '../http/wire';
import { Secret, SettingsScope } from './ActionsSettings';
import { nameSchema, requireScope, SCOPE_PATHS } from './settingsScope';

const secretSchema = z.object({
  encrypted_value: z.base64().min(1),
  key_id: z.string(),
});

/** Secrets of workflows: sealed by the client, and never told again. */
export function createSecretsRouter(services: ForgeServices): ExpressRouter {
  const { actionsSettings: settings, urls } = services;
  const router = Router();

  const requireSecret = (request: Request, scope: SettingsScope) => {
    const name = request.params.name.toUpperCase();
    const secret = settings.findSecret(scope, name);
    if (!secret) {
      throw ApiError.notFound();
    }
    return secret;
  };

  for (const path of SCOPE_PATHS) {
    router.get(`${path}/secrets`, (request, response) => {
      const { scope } = requireScope(services, request);
      const all = settings.secrets(scope);
      response.json({
        total_count: all.length,
        secrets: paginate(request, response, all, urls.base).map(secretJson),
      });
    });

    router.get(`${path}/secrets/public-key`, (request, response) => {
      const { scope } = requireScope(services, request);
      const { key, keyId } = settings.publicKey(scope);
      response.json({ key_id: keyId, key });
    });

    router.get(`${path}/secrets/:name`, (request, response) => {
      const { scope } = requireScope(services, request);
      response.json(secretJson(requireSecret(request, scope)));
    });

    router.put(`${path}/secrets/:name`, (request, response) => {
      const { scope } = requireScope(services, request);
      const name = nameOf(request);
      const body = secretSchema.parse(request.body);
      if (body.key_id !== settings.publicKey(scope).keyId) {
        throw ApiError.invalid({
          resource: 'Secret',
          field: 'key_id',
          code: 'invalid',
          message: 'The key is not the one that secrets are sealed for now',
        });
      }
      const isKnown = settings.findSecret(scope, name) !== undefined;
      settings.putSecret(scope, name);
      if (isKnown) {
        response.status(204).end();
      } else {
        response.status(201).json({});
      }
    });

    router.delete(`${path}/secrets/:name`, (request, response) => {
      const { scope } = requireScope(services, request);
      settings.deleteSecret(scope, requireSecret(request, scope).name);
      response.status(204).end();
    });
  }
  return router;
}

function nameOf(request: Request): string {
  const { data, error } = nameSchema.safeParse(request.params.name);
  if (data === undefined) {
    throw ApiError.invalid({
      resource: 'Secret',
      field: 'name',
      code: 'invalid',
      message: error.issues[0].message,
    });
  }
  return data;
}

function secretJson(secret: Secret) {
  return {
    name: secret.name,
    created_at: wireTime(secret.createdAt),
    updated_at: wireTime(secret.updatedAt),
  };
}
