import { Request } from 'express';
import { Viewer } from '../accounts/Accounts';
import { ForgeServices } from '../ForgeServices';
import { RepositoryRecord } from '../repositories/records';
import { ApiError } from './ApiError';

/** What a request wants to do to what it names. */
export type Access = 'read' | 'write' | 'admin';

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

/** The repository that a request names, if the caller may do this to it. */
export function requireRepository(
  services: ForgeServices,
  request: Request,
  access: Access = 'read',
): RepositoryRecord {
  const viewer = services.accounts.viewerOf(request.headers.authorization);
  const { owner, repo } = request.params;
  const repository = services.repositories.find(owner, repo);
  // Who may not see a repository must not learn that it exists.
  if (!repository || (repository.private && !viewer)) {
    throw ApiError.notFound();
  }
  if (access === 'read') {
    return repository;
  }
  if (!viewer) {
    throw new ApiError(401, 'Requires authentication');
  }
  if (access === 'admin' && !viewer.admin) {
    throw new ApiError(403, 'Must have admin rights to Repository.');
  }
  return repository;
}

/** Writes are refused in archived repositories; settings are not, or nobody could open them again. */
export function requireWritable(
  services: ForgeServices,
  request: Request,
): RepositoryRecord {
  const repository = requireRepository(services, request, 'write');
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
