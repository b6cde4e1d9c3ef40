import { Request } from 'express';
import { z } from 'zod';
import { ForgeServices } from '../ForgeServices';
import { ApiError } from '../http/ApiError';
import { requireRepository } from '../http/requests';
import { RepositoryRecord } from '../repositories/records';
import { RepositoryRole } from '../repositories/roles';
import { SettingsScope } from './ActionsSettings';

/** Variables and secrets are asked for below a repository and below each of its environments. */
export const SCOPE_PATHS = [
  '/repos/:owner/:repo/actions',
  '/repos/:owner/:repo/environments/:environment',
];

/** GitHub's rule for the names of variables and secrets, which are the same in any case. */
export const nameSchema = z
  .string()
  .regex(
    /^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/i,
    'Names hold letters, digits and underscores, start with no digit and not with GITHUB_',
  )
  .max(255)
  .toUpperCase();

/** The repository or environment that a request names, if the caller may do this there. */
export function requireScope(
  services: ForgeServices,
  request: Request,
  asked: RepositoryRole = 'write',
): { repository: RepositoryRecord; scope: SettingsScope } {
  const repository = requireRepository(services, request, asked);
  const { owner, name: repo } = repository;
  const { environment } = request.params;
  if (
    environment !== undefined &&
    !services.deployments.findEnvironment(owner, repo, environment)
  ) {
    throw ApiError.notFound();
  }
  return { repository, scope: { owner, repo, environment } };
}
