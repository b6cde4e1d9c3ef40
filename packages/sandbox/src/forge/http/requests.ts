import { Request } from 'express';
import { Viewer } from '../accounts/Accounts';
import { ForgeServices } from '../ForgeServices';
import { RepositoryRecord } from '../repositories/records';
import { includesRole, RepositoryRole, roleOf } from '../repositories/roles';
import { ApiError } from './ApiError';

/** Who asks; an error for anonymous callers. */
export function requireViewer(
  services: ForgeServices,
  request: Request,
): Viewer {
  const viewer = services.accounts.viewerOf(request.headers.authorization);
  if (!viewer) {
    throw new ApiError(401, 'Requires authentication');
  }
  return viewer;
}

/** The repository that a request names, if the caller's role suffices. */
export function requireRepository(
  services: ForgeServices,
  request: Request,
  asked: RepositoryRole = 'read',
): RepositoryRecord {
  const viewer = services.accounts.viewerOf(request.headers.authorization);
  const { owner, repo } = request.params;
  const repository = services.repositories.find(owner, repo);
  const role = repository && roleOf(services, repository, viewer);
  // Who may not see a repository must not learn that it exists.
  if (!repository || !role) {
    throw ApiError.notFound();
  }
  if (includesRole(role, asked)) {
    return repository;
  }
  if (!viewer) {
    throw new ApiError(401, 'Requires authentication');
  }
  throw new ApiError(
    403,
    asked === 'admin'
      ? 'Must have admin rights to Repository.'
      : `Must have ${asked} access to Repository.`,
  );
}

/** Writes are refused in archived repositories; settings are not, or nobody could open them again. */
export function requireWritable(
  services: ForgeServices,
  request: Request,
  asked: RepositoryRole = 'write',
): RepositoryRecord {
  const repository = requireRepository(services, request, asked);
  if (repository.archived) {
    throw new ApiError(403, 'Repository was archived so is read-only.');
  }
  return repository;
}

/** A number out of the path; what is no number names nothing. */
export function numberParameter(request: Request, name: string): number {
  const number = Number(request.params[name]);
  if (!Number.isSafeInteger(number)) {
    throw ApiError.notFound();
  }
  return number;
}

/** A query parameter that was given once and is not empty. */
export function queryText(request: Request, name: string): string | undefined {
  const value = request.query[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}
