import { Request, Router as ExpressRouter } from 'express';
import Router from 'express-promise-router';
import { z } from 'zod';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { paginate } from '../http/paginate';
import { wireTime } from '../http/wire';
import { SettingsScope, Variable } from './ActionsSettings';
import { nameSchema, requireScope, SCOPE_PATHS } from './settingsScope';

const MAXIMUM_VALUE_BYTES = 48 * 1024;

const valueSchema = z
  .string()
  .refine(
    value => Buffer.byteLength(value) <= MAXIMUM_VALUE_BYTES,
    'A value holds 48 KB at most',
  );

const creationSchema = z.object({ name: nameSchema, value: valueSchema });

const changeSchema = z.object({
  name: nameSchema.optional(),
  value: valueSchema.optional(),
});

/** Variables that workflows read. */
export function createVariablesRouter(services: ForgeServices): ExpressRouter {
  const { actionsSettings: settings, urls } = services;
  const router = Router();

  const requireVariable = (request: Request, scope: SettingsScope) => {
    const name = request.params.name.toUpperCase();
    const variable = settings.findVariable(scope, name);
    if (!variable) {
      throw ApiError.notFound();
    }
    return variable;
  };

  for (const path of SCOPE_PATHS) {
    router.get(`${path}/variables`, (request, response) => {
      const { scope } = requireScope(services, request);
      const all = settings.variables(scope);
      response.json({
        total_count: all.length,
        variables: paginate(request, response, all, urls.base).map(
          variableJson,
        ),
      });
    });

    router.post(`${path}/variables`, (request, response) => {
      const { scope } = requireScope(services, request);
      const { name, value } = creationSchema.parse(request.body);
      if (settings.findVariable(scope, name)) {
        throw new ApiError(409, 'Already exists - Variable already exists');
      }
      settings.putVariable(scope, name, value);
      response.status(201).json({});
    });

    router.get(`${path}/variables/:name`, (request, response) => {
      const { scope } = requireScope(services, request);
      response.json(variableJson(requireVariable(request, scope)));
    });

    router.patch(`${path}/variables/:name`, (request, response) => {
      const { scope } = requireScope(services, request);
      const variable = requireVariable(request, scope);
      const body = changeSchema.parse(request.body);
      const name = body.name ?? variable.name;
      if (name !== variable.name) {
        if (settings.findVariable(scope, name)) {
          throw new ApiError(409, 'Already exists - Variable already exists');
        }
        settings.deleteVariable(scope, variable.name);
      }
      settings.putVariable(scope, name, body.value ?? variable.value);
      response.status(204).end();
    });

    router.delete(`${path}/variables/:name`, (request, response) => {
      const { scope } = requireScope(services, request);
      settings.deleteVariable(scope, requireVariable(request, scope).name);
      response.status(204).end();
    });
  }
  return router;
}

function variableJson(variable: Variable) {
  return {
    name: variable.name,
    value: variable.value,
    created_at: wireTime(variable.createdAt),
    updated_at: wireTime(variable.updatedAt),
  };
}
